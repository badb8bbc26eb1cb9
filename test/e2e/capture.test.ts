import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const EVERYTHING: readonly Step[] = [
  ...HANDSHAKE,
  { request: 'tools/list' },
  { request: 'tools/call', params: { name: 'add', arguments: { a: 2, b: 3 } } },
  { request: 'tools/call', params: { name: 'fail', arguments: {} } },
  { request: 'tools/call', params: { name: 'log', arguments: { text: 'hello' } } },
  { request: 'resources/read', params: { uri: 'note://one' } },
  { request: 'resources/read', params: { uri: 'note://none' } },
  { request: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } },
  { request: 'no/such/method' },
  { request: 'ping' },
];

/** type, name, failed */
const EXPECTED = [
  ['initialize', 'server.initialize', false],
  ['tool_call', 'add', false],
  ['tool_call', 'fail', true],
  ['notification', 'notifications/message', false],
  ['tool_call', 'log', false],
  ['resource_read', 'note://one', false],
  ['resource_read', 'note://none', true],
  ['prompt_get', 'greet', false],
  ['error', 'no/such/method', true],
  ['close', 'server.close', false],
];

const brief = (events: readonly McpWatchEvent[]) =>
  events.map((event) => [event.event_type, event.event_name, event.is_error]);

const SERVERS = [
  'esm-stdio-server.mjs',
  'cjs-stdio-server.cjs',
  'v2-stdio-server.mjs',
  'v2-cjs-stdio-server.cjs',
] as const;

describe.each(NODES)('on %s', (_name, node) => {
  it.each(SERVERS)('records every call of %s, which behaves as without mcpwatch', async (server) => {
    const { plain, watched, events } = await watch({ node, file: fixture(server), steps: EVERYTHING });

    expect(brief(events)).toEqual(EXPECTED);
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });
});

describe('the event of a failing tool', () => {
  it.each(SERVERS)(
    'in %s has the message that the client received, and the name and stack of the original error',
    async (server) => {
      const { events } = await watch({
        file: fixture(server),
        steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'fail', arguments: {} } }],
      });

      const call = events.find((event) => event.event_name === 'fail');
      expect(call).toMatchObject({
        is_error: true,
        error_message: 'the tool broke',
        response_content: { isError: true, content: [{ type: 'text', text: 'the tool broke' }] },
      });
      expect(call?.attributes).toMatchObject({
        'error.type': 'tool_error',
        'exception.type': 'TypeError',
        'exception.message': 'the tool broke',
      });
      expect(call?.attributes['exception.stacktrace']).toContain(server);
    },
  );
});

describe('a low-level server', () => {
  it('is recorded with the errors that its handlers throw and the notifications that they send', async () => {
    const { plain, watched, events } = await watch({
      file: fixture('low-level-server.mjs'),
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 1 } } },
        { request: 'tools/call', params: { name: 'fail' } },
        { request: 'tools/call', params: { name: 'announce' } },
        { request: 'resources/read', params: { uri: 'note://none' } },
      ],
    });

    expect(brief(events)).toEqual([
      ['initialize', 'server.initialize', false],
      ['tool_call', 'add', false],
      ['tool_call', 'fail', true],
      ['notification', 'notifications/tools/list_changed', false],
      ['notification', 'notifications/resources/updated', false],
      ['notification', 'notifications/message', false],
      ['tool_call', 'announce', false],
      ['resource_read', 'note://none', true],
      ['close', 'server.close', false],
    ]);
    const [, , fail, ...rest] = events;
    expect(fail).toMatchObject({ error_code: -32603, error_message: 'the tool broke', response_content: null });
    expect(fail?.attributes).toMatchObject({ 'error.type': '-32603', 'exception.type': 'TypeError' });
    const announce = events.find((event) => event.event_name === 'announce');
    for (const notification of rest.slice(0, 3)) expect(notification.parent_span_id).toBe(announce?.span_id);
    expect(watched.stdout).toBe(plain.stdout);
  });

  it('is recorded with the arguments as the client sent them, even if the handler changes them', async () => {
    const { events } = await watch({
      file: fixture('low-level-server.mjs'),
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'mutate', arguments: { list: ['sent'] } } }],
    });

    expect(events.find((event) => event.event_name === 'mutate')?.request_params).toEqual({ list: ['sent'] });
  });
});
