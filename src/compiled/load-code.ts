/**
 * Loads agent.cjs from the code that V8 has compiled for an earlier process: compiling it is half of what a start costs
 * (#8, #14). `module.enableCompileCache` does the same, but for the host's files too.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';
import { builtin } from '../builtins.js';
import { defaultSpoolDir } from '../config/spool-folder.js';
import { parseSwitch } from '../config/switch-word.js';
import { environment } from '../environment.js';
import { whyNotPrivate } from '../file-privacy.js';
import { codeFileName, isPrivateFolder, packCode, unpackCode } from './code-file.js';

declare const __dirname: string;
declare const require: NodeJS.Require;

const FILE = 'agent.cjs';
/** What Node puts around the text of a CommonJS module. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {';
const TAIL = '\n})';

export type Code =
  /** By an earlier process. */
  | { readonly kind: 'kept' }
  /** `pack` returns the file of what was compiled by then, functions included, and takes a few milliseconds. */
  | { readonly kind: 'fresh'; readonly pack: () => Buffer }
  | { readonly kind: 'required' };

export interface Loaded {
  readonly exports: unknown;
  readonly code: Code;
}

/** `load` is the call of `require` for the file, for bundles, in which it is no file. */
export function loadCode(load: () => unknown): Loaded {
  try {
    return compile(join(__dirname, FILE));
  } catch {
    return { exports: load(), code: { kind: 'required' } };
  }
}

function compile(path: string): Loaded {
  // Not at preload: most processes do not get here.
  const vm = builtin('node:vm');
  const source = readFileSync(path);
  const kept = keptCode(source);
  // The build writes ASCII.
  const text = HEAD + source.toString('latin1') + TAIL;
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
  return {
    exports: module.exports,
    code: isKept ? { kind: 'kept' } : { kind: 'fresh', pack: () => pack(text, script) },
  };
}

/** Made of the text, which the engine keeps in any case: the bytes that were read are 200 KB more. */
function pack(text: string, script: Script): Buffer {
  const source = text.slice(HEAD.length, text.length - TAIL.length);
  return packCode(Buffer.from(source, 'latin1'), script.createCachedData());
}

function keptCode(source: Buffer): Buffer | undefined {
  try {
    const dir = spoolDir();
    if (dir === undefined || !isPrivateFolder(dir)) return undefined;
    const path = join(dir, codeFileName());
    return whyNotPrivate(lstatSync(path)) === undefined ? unpackCode(readFileSync(path), source) : undefined;
  } catch {
    return undefined;
  }
}

/** Before the settings are read: parsing them is part of what is to be loaded. */
function spoolDir(): string | undefined {
  const env = environment();
  const given = env['MCPWATCH_SPOOL_DIR'];
  if (parseSwitch(env['MCPWATCH_SPOOL'] ?? '') === false) return undefined;
  return given !== undefined && isAbsolute(given) ? given : defaultSpoolDir(env);
}
