/**
 * Loads preload.cjs and agent.cjs from the code that V8 has compiled for an earlier process: compiling them is most of what
 * a start costs (#8, #14). `module.enableCompileCache` does the same, but for the host's files too.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';
import { builtin } from '../builtin-module.js';
import { defaultSpoolDir, type Environment } from '../config/spool-folder.js';
import { parseSwitch } from '../config/switch-word.js';
import { whyNotPrivate } from '../file-privacy.js';
import { asFunction, type CodeOf, codeFileName, isPrivateFolder, unpackCode } from './code-file.js';

declare const __dirname: string;
declare const require: NodeJS.Require;

/** What `script` has compiled of `text`, functions that have run included. */
export interface FreshCode {
  readonly kind: 'fresh';
  readonly of: CodeOf;
  readonly text: string;
  readonly script: Script;
}

export type Code =
  /** By an earlier process. */
  { readonly kind: 'kept' } | FreshCode | { readonly kind: 'required' };

interface Loaded {
  readonly exports: unknown;
  readonly code: Code;
}

export type LoadCode = typeof loadCode;

/**
 * Loads `<of>.cjs` from the folder of this file. `load` is the call of `require` for it, for bundles, in which it is no
 * file. `env` is where the spool folder may be set.
 */
export function loadCode(of: CodeOf, env: Environment, load: () => unknown): Loaded {
  try {
    return compile(of, env);
  } catch {
    return { exports: load(), code: { kind: 'required' } };
  }
}

function compile(of: CodeOf, env: Environment): Loaded {
  const vm = builtin('node:vm');
  const path = join(__dirname, `${of}.cjs`);
  const source = readFileSync(path);
  const kept = keptCode(of, env, source);
  // The build writes ASCII.
  const text = asFunction(source.toString('latin1'));
  const script = new vm.Script(text, { filename: path, ...(kept === undefined ? {} : { cachedData: kept }) });
  const module = new Module(path);
  module.filename = path;
  const run: unknown = script.runInThisContext();
  if (typeof run !== 'function') throw new Error(`${path} is not a module`);
  Reflect.apply(run, module.exports, [module.exports, require, module, path, __dirname]);
  module.loaded = true;
  // The API requires the same file.
  require.cache[path] = module;
  const isKept = kept !== undefined && script.cachedDataRejected === false;
  return { exports: module.exports, code: isKept ? { kind: 'kept' } : { kind: 'fresh', of, text, script } };
}

function keptCode(of: CodeOf, env: Environment, source: Buffer): Buffer | undefined {
  try {
    const dir = spoolDir(env);
    if (dir === undefined || !isPrivateFolder(dir)) return undefined;
    const path = join(dir, codeFileName(of));
    return whyNotPrivate(lstatSync(path)) === undefined ? unpackCode(readFileSync(path), source) : undefined;
  } catch {
    return undefined;
  }
}

/** Before the settings are read: parsing them is part of what is to be loaded. */
function spoolDir(env: Environment): string | undefined {
  const given = env['MCPWATCH_SPOOL_DIR'];
  if (parseSwitch(env['MCPWATCH_SPOOL'] ?? '') === false) return undefined;
  return given !== undefined && isAbsolute(given) ? given : defaultSpoolDir(env);
}
