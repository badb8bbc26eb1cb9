/** Calls that are open when their process ends are recorded as failed with what is known about its end (#9 A11). */
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { fixture, NODES } from '../support/project.js';
import { type Ending, HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';
import { post, request, watchHttp } from '../support/watched-http.js';

const hostOutput = (stderr: string) => stderr.replace(/^mcpwatch: .*\n/gm, '');

describe.each(NODES)('a call during which the process ends, on %s', (_name, node) => {
  function run(tool: string, ending: Ending, fileArgs: readonly string[], ready: readonly Step[] = []) {
    const steps: readonly Step[] = [
      ...HANDSHAKE,
      { post: 'tools/call', params: { name: tool, arguments: {} } },
      ...ready,
    ];
    return watch({ node, file: fixture('dies-in-a-call.mjs'), fileArgs, steps, ending });
  }

  it.each([
    ['an error that nobody catches', 'throw', [], 'RangeError', 'the timer broke'],
    ['a rejection that nobody handles', 'reject', [], 'TypeError', 'nobody waits for this'],
    ['an error after which the host exits by itself', 'throw', ['handled'], 'RangeError', 'the timer broke'],
  ] as const)('by %s has that error', async (_what, tool, fileArgs, type, message) => {
    const { plain, watched, events } = await run(tool, 'exits-by-itself', fileArgs);

    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(hostOutput(watched.stderr)).toBe(plain.stderr);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', tool, 'server.close']);
    expect(events[1]).toMatchObject({ is_error: true, error_code: null, error_message: message });
    expect(events[1]?.attributes).toMatchObject({
      'error.type': 'process_died',
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': expect.stringContaining('dies-in-a-call.mjs'),
    });
  });

  it('by process.exit says so', async () => {
    const { plain, watched, events } = await run('exit', 'exits-by-itself', []);

    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events[1]).toMatchObject({
      event_name: 'exit',
      error_message: 'no reply: the process exited with code 4',
      attributes: { 'error.type': 'process_died' },
    });
  });

  it('by a signal names it', async () => {
    const { plain, watched, events } = await run('wait', 'SIGTERM', [], [{ untilStderr: 'host waits' }]);

    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events[1]).toMatchObject({
      event_name: 'wait',
      error_message: 'no reply: the process was ended by SIGTERM',
      attributes: { 'error.type': 'process_died' },
    });
  });

  it.each([
    ['throw', 'the timer broke'],
    ['reject', 'nobody waits for this'],
    ['exit', 'no reply: the process exited with code 4'],
  ] as const)('is told apart from those that were only open, by %s', async (tool, message) => {
    const { events } = await watch({
      node,
      file: fixture('dies-in-a-call.mjs'),
      steps: [
        ...HANDSHAKE,
        { post: 'tools/call', params: { name: 'wait', arguments: {} } },
        { untilStderr: 'host waits' },
        { post: 'tools/call', params: { name: tool, arguments: {} } },
      ],
      ending: 'exits-by-itself',
    });

    expectCulprit(events, tool, message);
  });
});

/** The call of `tool` says how the process died, and the others point to it. */
function expectCulprit(events: readonly McpWatchEvent[], tool: string, message: string): void {
  const culprit = events.filter(({ event_name }) => event_name === tool);
  expect(culprit).toMatchObject([
    { is_error: true, error_message: message, attributes: { 'error.type': 'process_died' } },
  ]);
  expect(culprit[0]?.attributes).not.toHaveProperty('mcpwatch.died_in');
  const others = events.filter(({ event_name }) => event_name === 'wait');
  expect(others).toMatchObject([
    {
      is_error: true,
      error_message: `no reply: the process died in tools/call ${tool}`,
      attributes: { 'error.type': 'process_died', 'mcpwatch.died_in': culprit[0]?.span_id },
    },
  ]);
  expect(others[0]?.attributes).not.toHaveProperty('exception.type');
}

describe.each(['v1', 'v2'])('over stateless HTTP, on SDK %s', (sdk) => {
  const call = (url: URL, name: string) => post(url, request(1, 'tools/call', { name, arguments: {} })).catch(() => '');

  it.each([
    ['throw', 'the timer broke'],
    ['reject', 'nobody waits for this'],
    ['exit', 'no reply: the process exited with code 4'],
  ] as const)(
    'a call that ends its process by %s is reported, with the others that are open',
    async (tool, message) => {
      const { events } = await watchHttp({
        fixture: 'dies-stateless.mjs',
        args: [sdk],
        use: async ({ url, saw }) => {
          void call(url, 'wait');
          await saw(/host waits/);
          await call(url, tool);
        },
      });

      expectCulprit(events, tool, message);
    },
  );

  it('an error after the reply is the crash of its server, in that call', async () => {
    const { events } = await watchHttp({
      fixture: 'dies-stateless.mjs',
      args: [sdk],
      env: { MCPWATCH_API_KEY: '' },
      use: async ({ url, saw }) => {
        await call(url, 'throw-later');
        await saw(/RangeError/);
      },
    });

    const [answered] = events.filter(({ event_type }) => event_type === 'tool_call');
    expect(answered).toMatchObject({ event_name: 'throw-later', is_error: false });
    expect(events.filter(({ event_name }) => event_name === 'server.crashed')).toMatchObject([
      {
        event_type: 'error',
        server_name: 'dies-stateless',
        error_message: 'the timer broke',
        attributes: { 'exception.type': 'RangeError', 'mcpwatch.died_in': answered?.span_id },
      },
    ]);
  });
});
