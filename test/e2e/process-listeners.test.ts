/** What a host sees of mcpwatch on `process`: its listeners, its events, and its async contexts (#9 A10, B7, B8, C11). */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const call = (name: string): Step => ({ request: 'tools/call', params: { name, arguments: {} } });
const hostLines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('host saw'));

describe.each(NODES)('a host with many listeners for its end, on %s', (_name, node) => {
  const run = (count: number) =>
    watch({
      node,
      file: fixture('many-listeners.mjs'),
      fileArgs: [String(count)],
      steps: [...HANDSHAKE, call('listen')],
    });

  it('gets no warning for ten', async () => {
    const { plain, watched, events } = await run(10);

    expect(hostLines(plain.stderr)).toEqual([]);
    expect(hostLines(watched.stderr)).toEqual([]);
    expect(watched.stdout).toBe(plain.stdout);
    expect(events.at(-1)?.event_name).toBe('server.close');
  });

  it('gets the same warnings as without mcpwatch for more', async () => {
    const { plain, watched, events } = await run(13);

    expect(hostLines(plain.stderr)).toHaveLength(4);
    expect(hostLines(watched.stderr)).toEqual(hostLines(plain.stderr));
    expect(watched.stdout).toBe(plain.stdout);
    expect(events.at(-1)?.event_name).toBe('server.close');
  });
});

describe.each(NODES)('a host that emits the events of its end itself, on %s', (_name, node) => {
  it('lives on, and its calls and its real end are recorded', async () => {
    const names = ['SIGTERM', 'SIGINT', 'SIGHUP', 'exit', 'after'];
    const { plain, watched, events } = await watch({
      node,
      file: fixture('emits-its-end.mjs'),
      steps: [...HANDSHAKE, ...names.map(call)],
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', ...names, 'server.close']);
  });

  it('ends by a real SIGTERM afterwards', async () => {
    const { plain, watched, events } = await watch({
      node,
      file: fixture('emits-its-end.mjs'),
      steps: [...HANDSHAKE, call('SIGTERM')],
      ending: 'SIGTERM',
    });

    expect([watched.exitCode, watched.signal]).toEqual([null, 'SIGTERM']);
    expect([plain.exitCode, plain.signal]).toEqual([null, 'SIGTERM']);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'SIGTERM', 'server.close']);
  });
});

/** A process that is number 1 in a pid namespace of its own, as in a container; needs the right to create one. */
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
const canContain = spawnSync(CONTAINER[0], [...CONTAINER.slice(1), 'true']).status === 0;

describe.runIf(canContain).each(NODES)('process 1 of a container, on %s', (_name, node) => {
  it('survives SIGTERM, as without mcpwatch; the call that was open then is recorded with its result', async () => {
    const { plain, watched, events } = await watch({
      node,
      file: fixture('emits-its-end.mjs'),
      runner: CONTAINER,
      steps: [...HANDSHAKE, call('raise'), call('after')],
    });

    expect(plain.stdout).toContain('still here, as process 1');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'raise', 'after', 'server.close']);
    expect(events.map((event) => event.is_error)).toEqual([false, false, false, false]);
    expect(events[1]?.duration_ms).toBeGreaterThanOrEqual(300);
  });
});

describe.each(NODES)('the values of a host’s AsyncLocalStorage, on %s', (_name, node) => {
  it('are collected after each request, the first one included', async () => {
    const { plain, watched, events } = await watch({
      node,
      nodeFlags: ['--expose-gc'],
      file: fixture('request-contexts.mjs'),
      steps: [],
      ending: 'exits-by-itself',
    });

    expect(plain.stdout).toMatch(/^\d+ requests, kept: \[\]\n$/);
    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map((event) => event.event_name)).toContain('hello');
  });
});
