/** Stacks that a host's handlers see, and may send to the client, are the same as without mcpwatch (#9 B6). */
import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const call = (name: string): Step => ({ request: 'tools/call', params: { name, arguments: {} } });
const TOOLS = ['sync', 'later', 'json', 'awaited', 'deep', 'thrown'].map(call);

const SERVERS = [
  ['v1', 'high'],
  ['v1', 'low'],
  ['v1.20', 'high'],
  ['v1.20', 'low'],
  ['v2', 'high'],
  ['v2', 'low'],
] as const;

describe.each(NODES)('on %s', (_name, node) => {
  it.each(SERVERS)('SDK %s, %s level: every stack is the same, byte for byte', async (sdk, level) => {
    const other: Step =
      level === 'high' ? { request: 'prompts/get', params: { name: 'stack' } } : { request: 'custom' };
    const { plain, watched, events } = await watch({
      node,
      file: fixture('returns-stacks.mjs'),
      fileArgs: [sdk, level],
      steps: [...HANDSHAKE, ...TOOLS, other],
    });

    expect(plain.stdout).toContain('returns-stacks.mjs');
    expect(watched.stdout).toBe(plain.stdout);
    const thrown = events.find((event) => event.event_name === 'thrown');
    expect(thrown).toMatchObject({ is_error: true, error_message: 'broken' });
    expect(thrown?.attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'broken' });
    expect(thrown?.attributes['exception.stacktrace']).toContain('returns-stacks.mjs');
  });
});
