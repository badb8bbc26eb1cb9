/** Hosts that replace Node's built-in functions after mcpwatch was preloaded (#9 B3, B11). */
import { describe, expect, it } from 'vitest';
import { SAVED_GLOBALS } from '../../src/saved-globals.js';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

describe.each(NODES)('a host that replaces node:fs before it connects, on %s', (_name, node) => {
  it('finds nothing of mcpwatch in its file system, and its events are delivered', async () => {
    const { plain, watched, events } = await watch({
      node,
      file: fixture('replaces-fs.mjs'),
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'list', arguments: {} } }],
    });

    expect(plain.stdout).toContain('one.txt');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'list', 'server.close']);
  });
});

/**
 * Constructors stay: a function of the host in their place is not what `instanceof` and `extends` expect. How often the
 * SDK calls `Buffer.concat`, which calls `Buffer.allocUnsafe`, depends on how its input arrives. Node itself calls the
 * `apply` of every listener.
 */
const FUNCTIONS = SAVED_GLOBALS.filter(
  (name) => /(?:^|\.)[a-z]\w*$/.test(name) && !['Buffer.concat', 'Function.prototype.apply'].includes(name),
);
const COUNTED = FUNCTIONS.filter((name) => name !== 'Buffer.allocUnsafe');
/** What compiled modules begin with: without it nobody can load another file. */
const NEEDED_TO_LOAD =
  /^(?:Object\.(?:create|defineProperty|getOwnPropertyDescriptor|getOwnPropertyNames|getPrototypeOf|prototype\.\w+)|Symbol\.for)$/;
const BROKEN = FUNCTIONS.filter((name) => !NEEDED_TO_LOAD.test(name));

/** Methods of values: also test/e2e/broken-methods.test.ts, which breaks all of them. */
const METHODS = [
  'Array.prototype.map',
  'Array.prototype.filter',
  'Array.prototype.join',
  'Function.prototype.bind',
  'Map.prototype.get',
  'Map.prototype.set',
  'Map.prototype.values',
  'Set.prototype.has',
  'Set.prototype.add',
  'Set.prototype.delete',
  'String.prototype.slice',
  'String.prototype.replace',
  'String.prototype.padStart',
  'RegExp.prototype.exec',
  'RegExp.prototype.test',
  'Number.prototype.toString',
  'WeakRef.prototype.deref',
];

/** The worker thread starts 20 ms after the first event; its program is loaded then. */
const THREAD_HAS_STARTED_MS = 200;

/** Whether so long has passed since it was asked first, in either run. */
function isPast(ms: number): () => boolean {
  let since: number | undefined;
  return () => {
    since ??= performance.now();
    if (performance.now() - since <= ms) return false;
    since = undefined;
    return true;
  };
}

describe.each(NODES)('a host that replaces built-in functions, on %s', (_name, node) => {
  const options = { node, file: fixture('replaces-builtins.mjs') };

  it('sees as many calls of its own functions as without mcpwatch', async () => {
    const { plain, watched, events } = await watch({
      ...options,
      fileArgs: COUNTED,
      steps: [
        ...HANDSHAKE,
        { untilTrue: isPast(THREAD_HAS_STARTED_MS) },
        { request: 'tools/call', params: { name: 'counts', arguments: {} } },
      ],
    });

    expect(plain.stdout).toContain('JSON.stringify');
    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'counts', 'server.close']);
  });

  it('ends as without mcpwatch when its functions throw, and its events are delivered', async () => {
    const { plain, watched, events } = await watch({
      ...options,
      fileArgs: BROKEN,
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: { name: 'break', arguments: {} } },
        { untilStderr: 'broken' },
      ],
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'break', 'server.close']);
  });

  it.each([
    ['by itself', 'stdin-end'],
    ['by SIGTERM', 'SIGTERM'],
  ] as const)('ends %s as without mcpwatch when methods of its values throw', async (_how, ending) => {
    const { plain, watched } = await watch({
      ...options,
      fileArgs: METHODS,
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: { name: 'break', arguments: {} } },
        { untilStderr: 'broken' },
      ],
      ending,
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });

  it.each([
    ['WeakSet.prototype.has', 'before', 'throw'],
    ['Set.prototype.@@iterator', 'before', 'exit'],
    ['String.prototype.trim', 'before', 'exit'],
    ['RegExp.prototype.test', 'before', 'exit'],
    ['Function.prototype.apply', 'later', 'throw'],
    ['Array.prototype.@@iterator', 'later', 'reject'],
    ['Map.prototype.get', 'later', 'throw'],
  ] as const)('runs and ends as without mcpwatch when it breaks %s %s: %s', async (...fileArgs) => {
    const { plain, watched } = await watch({
      node,
      file: fixture('breaks-one.mjs'),
      fileArgs,
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'end', arguments: {} } }],
      ending: 'exits-by-itself',
    });

    expect(plain.stdout).toContain('ending');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });

  it('says so when it cannot put back a method that the host has broken', async () => {
    const { plain, watched } = await watch({
      node,
      file: fixture('breaks-one.mjs'),
      fileArgs: ['String.prototype.normalize', 'frozen', 'exit'],
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'end', arguments: {} } }],
      ending: 'exits-by-itself',
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(
      watched.stderr.match(/replaced and frozen the built-in method normalize; events may be wrong/g),
    ).toHaveLength(1);
  });

  it.each(['nothing', 'a proxy that throws', 'a proxy that throws for unknown variables'])(
    'keeps the settings that the process was started with when it puts %s in place of process.env',
    async (what) => {
      const { plain, watched, events } = await watch({
        node,
        file: fixture('replaces-env.mjs'),
        fileArgs: [what],
        steps: HANDSHAKE,
      });

      expect(watched.stdout).toBe(plain.stdout);
      expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
      expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'server.close']);
    },
  );

  it('says where its events wait when reading process.env throws, since Node then starts no thread', async () => {
    const { plain, watched, spooled } = await watch({
      node,
      file: fixture('replaces-env.mjs'),
      fileArgs: ['a getter that throws'],
      steps: HANDSHAKE,
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect(watched.stderr).toMatch(/mcpwatch: there is no worker thread .*; events wait in /);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(spooled.filter((name) => name.endsWith('.seg'))).toHaveLength(1);
  });
});
