/** Calls that are open when their process ends are recorded as failed with what is known about its end (#9 A11). */
import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { type Ending, HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

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
});
