/**
 * Built-in functions as they were when mcpwatch was preloaded. A host may replace them later (fake timers, an in-memory
 * file system, polyfills): it must not notice our calls, and its replacements must not break us (#9 B3, B11).
 *
 * Sources use built-ins as usual. In the build, scripts/saved-builtins-plugin.ts replaces each name listed here and in
 * saved-globals.ts (`JSON.stringify(…)`, `import { openSync } from 'node:fs'`) with its saved value. The worker thread and
 * the commands need none of this: they share no built-ins with the host.
 */

import { builtin } from './builtin-module.js';
import { takeMethods } from './genuine/saved-methods.js';
import { SAVED_GLOBALS } from './saved-globals.js';
import { SDK } from './version.js';

// Other names: the build must not replace these by what this file has yet to save.
const { Object: object, Promise: promise, Reflect: reflect, Symbol: symbol, process: host } = globalThis;

/**
 * By full name, such as `JSON.stringify` or `fs.openSync`. Beside them `version`, mcpwatch's own; `emptyContext`, which
 * runs a function in the async context of the preload; `env`, the process's variables; and `methods` of saved-methods.ts. src/threads.ts adds `worker_threads` when it is needed.
 */
export type SavedBuiltins = Record<string, unknown>;

/** By the module's name without `node:`. All of them are loaded before any preload runs. */
export const SAVED_MODULES = {
  fs: [
    'chmodSync',
    'closeSync',
    'constants',
    'existsSync',
    'fstatSync',
    'ftruncateSync',
    'linkSync',
    'lstatSync',
    'mkdirSync',
    'openSync',
    'readFileSync',
    'readSync',
    'readdirSync',
    'readlinkSync',
    'realpathSync',
    'renameSync',
    'rmSync',
    'rmdirSync',
    'statSync',
    'unlinkSync',
    'utimesSync',
    'writeFileSync',
    'writeSync',
  ],
  path: ['dirname', 'isAbsolute', 'join'],
} as const;

function memberOf(owner: unknown, name: string): unknown {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return undefined;
  const member: unknown = reflect.get(owner, name);
  // Bound functions have no properties: `process.hrtime.bigint` would be lost, and neither needs its `this`.
  const needsThis = (owner === host || owner === promise) && name !== 'hrtime';
  return typeof member === 'function' && needsThis ? member.bind(owner) : member;
}

function takeBuiltins(): SavedBuiltins {
  const { AsyncLocalStorage, AsyncResource } = builtin('node:async_hooks');
  const context = new AsyncResource('mcpwatch', { requireManualDestroy: true });
  const emptyContext = context.runInAsyncScope.bind(context);
  const taken: SavedBuiltins = {
    version: SDK.version,
    emptyContext,
    env: host.env,
    methods: takeMethods(AsyncLocalStorage),
  };
  for (const name of SAVED_GLOBALS) taken[name] = name.split('.').reduce<unknown>(memberOf, globalThis);
  for (const [module, names] of object.entries(SAVED_MODULES)) {
    const members: unknown = builtin(module);
    for (const name of names) taken[`${module}.${name}`] = memberOf(members, name);
  }
  return taken;
}

interface Preloaded {
  readonly [key: symbol]: { readonly builtins?: SavedBuiltins } | undefined;
}

/** This file is part of each built file. The preload's copy was the first; the others run when the host has run. */
function builtinsOfPreload(global: Preloaded): SavedBuiltins | undefined {
  const builtins = global[symbol.for('mcpwatch')]?.builtins;
  return builtins?.['version'] === SDK.version ? builtins : undefined;
}

export const savedBuiltins: SavedBuiltins = builtinsOfPreload(globalThis) ?? takeBuiltins();
