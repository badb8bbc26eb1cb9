/** Every way in which a process can end (#3), as real programs. `npm run bench:exit` prints figures. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CollectingEndpoint, collectingEndpoint } from '../support/collecting-endpoint.js';
import { type HostRun, runHost } from '../support/run-host.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { builtHost } from '../support/temporary-program.js';

const host = builtHost();
let endpoint: CollectingEndpoint;
beforeAll(async () => {
  endpoint = await collectingEndpoint();
});
afterAll(() => endpoint.close());

const TIMEOUT_MS = 60_000;
let runs = 0;

interface Observed extends HostRun {
  readonly arrived: Map<string, number>;
  readonly dir: string;
  readonly launcher: Launcher;
  readonly env: Record<string, string>;
}

type End = readonly [end: string, signals?: readonly NodeJS.Signals[]];

/** How to run Node: a program and what comes before the script. */
interface Launcher {
  readonly node: string;
  readonly nodeFlags: readonly string[];
}

async function observe(
  [end, signals = []]: End,
  more: Record<string, string> = {},
  launcher: Launcher = HERE,
  whenToCloseStdin?: (prefix: string) => Promise<unknown>,
): Promise<Observed> {
  const dir = join(temporaryFolder(), 'spool');
  runs += 1;
  const run = `run${runs}`;
  const env = { RUN: run, MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: dir, ...more };
  const closeStdin = whenToCloseStdin?.(`${run}-`) ?? new Promise(() => {});
  const result = await runHost({ path: host.path, ...launcher, end, signals, env, closeStdin });
  return { ...result, arrived: endpoint.arrived(`${run}-`), dir, env, launcher };
}

function unwatched([end, signals = []]: End): Promise<HostRun> {
  return runHost({ path: host.path, nodeFlags: HEAP, end, signals, env: { DELIVERY: 'off' } });
}

/** Small, so that the process runs out of memory quickly. */
const HEAP = ['--max-old-space-size=64'];
const HERE: Launcher = { node: process.execPath, nodeFlags: HEAP };
/** As the first process of a new container. SIGKILL for the launcher kills it too. */
const CONTAINER: Launcher = {
  node: 'unshare',
  nodeFlags: ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, ...HEAP],
};
const hasContainers = spawnSync(CONTAINER.node, [...CONTAINER.nodeFlags, '--version']).status === 0;
/** Ctrl-C five times a second. */
const IMPATIENT = Array.from({ length: 12 }, () => 'SIGINT' as const);
/** 10 early, 5 in the last tick. */
const CALLS = 15;
/** The calls, and the event that `finish` creates. */
const ALL = 16;

const CAUGHT: readonly End[] = [
  ['drain'],
  ['process-exit'],
  ['exit-code'],
  ['uncaught'],
  ['unhandled'],
  ['signal', ['SIGTERM']],
  ['signal', ['SIGINT']],
  ['signal', ['SIGHUP']],
  ['signal', ['SIGINT', 'SIGINT']],
  ['on-after-us', ['SIGTERM']],
  ['once-before-us', ['SIGTERM']],
  ['prepend-once-after-us', ['SIGTERM']],
  ['async-drain', ['SIGTERM']],
  ['re-raise', ['SIGTERM']],
  ['only-listener-re-raises', ['SIGTERM']],
  ['stdin-end'],
  // The client's own close(), when the server does not end with its stdin.
  ['stdin-end-held', ['SIGTERM']],
  ['exit-in-thread'],
];

describe('an end that can be caught', () => {
  it.each(CAUGHT.map((end) => ({ name: end.flat().join(' '), end })))(
    '$name: all has arrived, once, and the exit is as without us',
    async ({ end }) => {
      const [watched, plain] = await Promise.all([observe(end), unwatched(end)]);
      expect([...watched.arrived.values()]).toEqual(Array.from({ length: ALL }, () => 1));
      expect([watched.code, watched.signal]).toEqual([plain.code, plain.signal]);
      expect(watched.stdout.replace(/\d+/g, 'N')).toBe(plain.stdout.replace(/\d+/g, 'N'));
      expect(watched.stderr).toBe(plain.stderr);
      expect(readdirSync(watched.dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([['on disk', {}] as const, ['in memory', { MCPWATCH_SPOOL: 'off' }] as const])(
    'no answer: the process exits by the deadline, with events %s',
    async (_, env) => {
      endpoint.behave('silent');
      const runs = await Promise.all(
        [['process-exit'] as End, ['signal', ['SIGTERM']] as End].map((end) =>
          observe(end, { ...env, MCPWATCH_SHUTDOWN_TIMEOUT: '500' }),
        ),
      );
      endpoint.behave('healthy');
      for (const run of runs) expect(run.endMs).toBeLessThan(5000);
      expect(runs.map(({ code, signal }) => code ?? signal)).toEqual([4, 'SIGTERM']);
    },
    TIMEOUT_MS,
  );

  it(
    'no answer, and Ctrl-C is pressed again: the process exits at once, and the next start delivers',
    async () => {
      endpoint.behave('silent');
      const run = await observe(['signal', IMPATIENT], { MCPWATCH_SHUTDOWN_TIMEOUT: '20000' });
      endpoint.behave('healthy');
      expect(run.signal).toBe('SIGINT');
      expect(run.endMs).toBeLessThan(5000);
      await startNext(run, ALL);
      expect(everyIdOnce(run.env)).toHaveLength(ALL);
    },
    TIMEOUT_MS,
  );

  it(
    'no answer, and Ctrl-C is pressed again: events that are only in memory keep the full deadline',
    async () => {
      endpoint.behave('silent');
      const env = { MCPWATCH_SPOOL: 'off', MCPWATCH_SHUTDOWN_TIMEOUT: '1500' };
      const run = await observe(['signal', IMPATIENT], env);
      endpoint.behave('healthy');
      expect(run.signal).toBe('SIGINT');
      expect(run.stderr).toContain('(deadline)');
    },
    TIMEOUT_MS,
  );

  it(
    'connection refused: the exit does not wait for the deadline',
    async () => {
      const run = await observe(['process-exit'], {
        MCPWATCH_ENDPOINT: 'http://127.0.0.1:1',
        MCPWATCH_SHUTDOWN_TIMEOUT: '15000',
      });
      expect(run.endMs).toBeLessThan(10_000);
      expect(run.code).toBe(4);
    },
    TIMEOUT_MS,
  );

  it(
    'a deadline of 0: the exit does not wait, and the next start delivers',
    async () => {
      const run = await observe(['process-exit'], { MCPWATCH_SHUTDOWN_TIMEOUT: '0' });
      await startNext(run, ALL);
      expect(everyIdOnce(run.env)).toHaveLength(ALL);
    },
    TIMEOUT_MS,
  );

  it(
    'a host that survives SIGTERM continues as without mcpwatch',
    async () => {
      const run = await observe(['ignores-signal', ['SIGTERM', 'SIGTERM', 'SIGKILL']]);
      expect(run.stdout.match(/ignored/g)).toHaveLength(2);
      expect(run.signal).toBe('SIGKILL');
    },
    TIMEOUT_MS,
  );
});

describe('an end that cannot be caught', () => {
  it.each([
    ['sigkill', 'SIGKILL'],
    ['abort', 'SIGABRT'],
    ['out-of-memory', 'SIGABRT'],
  ])(
    '%s: the next start delivers all calls, including those of the last tick',
    async (end, signal) => {
      const run = await observe([end]);
      expect(run.signal).toBe(signal);
      await startNext(run, CALLS);
      expect(everyIdOnce(run.env)).toHaveLength(CALLS);
      expect(readdirSync(run.dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a worker that prints at every stage', () => {
  it.each([
    ['delivers', () => endpoint.url],
    ['retries', () => 'http://127.0.0.1:1'],
  ])(
    'does not keep the process alive while it %s, and nothing of it is seen',
    async (_, url) => {
      const env = { NOISY_WORKER: '1', SETTLE_MS: '1500', MCPWATCH_ENDPOINT: url() };
      const runs = await Promise.all((['drain', 'stdin-end'] as const).map((end) => observe([end], env)));
      for (const run of runs) {
        expect([run.code, run.signal, run.stderr]).toEqual([0, null, '']);
        expect(run.stdout).toMatch(/^(ready\n)?ended \d+\n$/);
      }
    },
    TIMEOUT_MS,
  );
});

describe.runIf(hasContainers)('a process that is number 1 of its container', () => {
  it.each([
    ['killed', {}],
    ['killed at once', { SETTLE_MS: '0' }],
    ['ended without an endpoint', { MCPWATCH_SHUTDOWN_TIMEOUT: '0' }],
  ])(
    '%s: the next container on the same folder delivers all',
    async (how, env) => {
      const end: End = how.startsWith('killed') ? ['signal', ['SIGKILL']] : ['process-exit'];
      const count = how.startsWith('killed') ? CALLS : ALL;
      endpoint.behave('silent');
      const run = await observe(end, env, CONTAINER);
      endpoint.behave('healthy');
      expect(run.arrived.size).toBe(0);
      await startNext(run, count);
      expect(everyIdOnce(run.env)).toHaveLength(count);
      expect(readdirSync(run.dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe.runIf('execve' in process)('a program that replaces itself with `process.execve`', () => {
  it(
    'delivers what it has left, in the same process',
    async () => {
      const env = { MCPWATCH_FLUSH_INTERVAL: '600000' };
      const run = await observe(['execve-next-start'], env, HERE, (prefix) =>
        until(() => endpoint.arrived(prefix).size >= CALLS),
      );
      expect(run.code).toBe(0);
      expect(everyIdOnce(run.env)).toHaveLength(CALLS);
    },
    TIMEOUT_MS,
  );
});

describe('what a process left on disk', () => {
  it(
    'is delivered when the endpoint is back',
    async () => {
      const run = await observe(['process-exit'], {
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_SHUTDOWN_TIMEOUT: '0',
      });
      expect(run.arrived.size).toBe(0);
      await startNext(run, ALL);
      expect(everyIdOnce(run.env)).toHaveLength(ALL);
    },
    TIMEOUT_MS,
  );

  it(
    'is delivered once when ten processes start at the same time',
    async () => {
      const run = await observe(['sigkill']);
      await Promise.all(Array.from({ length: 10 }, (_, index) => startNext(run, CALLS, `ten${index}`)));
      expect(everyIdOnce(run.env)).toHaveLength(CALLS);
    },
    TIMEOUT_MS,
  );

  it(
    'is left alone when it is for another key',
    async () => {
      const run = await observe(['sigkill'], { MCPWATCH_API_KEY: 'one' });
      await startNext({ ...run, env: { ...run.env, MCPWATCH_API_KEY: 'another' } }, 0);
      expect(everyIdOnce(run.env)).toHaveLength(0);
      expect(readdirSync(run.dir)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

describe('under --permission', () => {
  const permission = ['--permission', '--allow-fs-read=*'];

  it.runIf(Number(process.versions.node.split('.')[0]) >= 24)(
    'events stay on disk where writing is allowed, and nothing is thrown where it is not',
    async () => {
      const dir = join(temporaryFolder(), 'spool');
      const env = { RUN: 'permission', MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: dir };
      const run = (flags: string[]) =>
        runHost({ path: host.path, nodeFlags: [...permission, ...flags], end: 'process-exit', env });
      const denied = await run([]);
      expect([denied.code, denied.stdout.match(/ended/g)?.length]).toEqual([4, 1]);
      expect(denied.stderr).toContain('events wait in memory only');
      expect(denied.stderr).toContain('events are lost');
      expect(denied.stderr).not.toContain('for the next process');
      const allowed = await run([`--allow-fs-write=${dirname(dir)}`, `--allow-fs-write=${dir}`]);
      expect([allowed.code, allowed.stdout.match(/ended/g)?.length]).toEqual([4, 1]);
      expect(allowed.stderr).toContain('for the next process');
      expect(readdirSync(dir)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

describe.runIf(process.allowedNodeEnvironmentFlags.has('--allow-net'))('without --allow-net', () => {
  it(
    'events wait on disk, although a worker could send them, and that is said (#9 B12)',
    async () => {
      const permission = ['--permission', '--allow-worker', '--allow-fs-read=*', '--allow-fs-write=*'];
      const run = await observe(['process-exit'], {}, { node: process.execPath, nodeFlags: permission });
      expect(run.code).toBe(4);
      expect(run.stderr).toContain('it runs without --allow-net');
      expect(run.stderr).toContain('for the next process');
      expect(run.arrived.size).toBe(0);
      await startNext({ ...run, launcher: HERE }, ALL);
    },
    TIMEOUT_MS,
  );
});

describe('a disk that fails while the process runs', () => {
  it(
    'loses nothing that can still be sent to the endpoint',
    async () => {
      // ulimit -f counts blocks of 512 or 1,024 bytes: the segment reaches the limit in the middle of a line.
      const dir = join(temporaryFolder(), 'spool');
      const env = { RUN: 'full', EARLY: '60', MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: dir };
      const run = await runHost({
        path: host.path,
        node: '/bin/sh',
        nodeFlags: ['-c', `ulimit -f 9; exec "${process.execPath}" "$@"`, 'sh'],
        end: 'process-exit',
        env,
      });
      expect(run.code).toBe(4);
      expect(run.stderr).toContain('events wait in memory');
      const arrived = endpoint.arrived('full-');
      expect(arrived.size).toBe(66);
      expect(Math.max(...arrived.values())).toBe(1);
    },
    TIMEOUT_MS,
  );
});

describe('a burst of 200,000 events in one tick against a dead endpoint', () => {
  it.each([['on disk', {}] as const, ['in memory', { MCPWATCH_SPOOL: 'off' }] as const])(
    'adds less than 64 MB of heap, with events %s',
    async (_, env) => {
      const dir = join(temporaryFolder(), 'spool');
      const run = await runHost({
        path: host.path,
        end: 'burst',
        env: { ...env, MCPWATCH_ENDPOINT: 'http://127.0.0.1:1', MCPWATCH_SPOOL_DIR: dir },
      });
      const heap = Number(/heap (-?\d+)/.exec(run.stdout)?.[1]);
      expect(heap).toBeLessThan(64 * 1024 * 1024);
      expect(run.code).toBe(0);
    },
    TIMEOUT_MS,
  );
});

/** Runs a process with the same settings until `count` calls of `run` have arrived, and a little longer. */
async function startNext(run: Observed, count: number, name = 'next'): Promise<void> {
  const own = `${run.env.RUN}-`;
  const env = {
    ...run.env,
    RUN: `${name}-${run.env.RUN}`,
    EARLY: '1',
    MCPWATCH_FLUSH_INTERVAL: '20',
    MCPWATCH_SHUTDOWN_TIMEOUT: '5000',
  };
  // A process that died slowly may have delivered everything itself; what it left on disk is still to be removed.
  const left = count === 0 ? [] : readdirSync(run.dir);
  const isDone = () => endpoint.arrived(own).size >= count && !readdirSync(run.dir).some((name) => left.includes(name));
  await runHost({ path: host.path, ...run.launcher, end: 'next-start', env, closeStdin: until(isDone) });
  expect(endpoint.arrived(own).size).toBe(count);
}

/** And a little longer: duplicates would arrive later. */
async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !isDone(); tries += 1) await sleep(10);
  await sleep(700);
}

function everyIdOnce(env: Record<string, string>): string[] {
  const arrived = endpoint.arrived(`${env.RUN}-`);
  expect([...arrived.values()].filter((count) => count > 1)).toEqual([]);
  return [...arrived.keys()];
}
