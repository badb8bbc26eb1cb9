/**
 * The preload (`--import mcpwatch/register`, `--require mcpwatch/register`): loads preload.cjs, from the code that an earlier
 * process has left. Compiling it takes longer than all that it does (#14).
 */
import { writeSync } from 'node:fs';
import { type LoadCode, loadCode } from '../compiled/load-code.js';
import type { Preload } from './preload.js';

declare const require: NodeJS.Require;
declare const __filename: string;

interface PreloadFile {
  preload(given: Preload): void;
}

/** In other runtimes there is no such code, and Deno asks its user before a program may look for it. */
function load(): ReturnType<LoadCode> {
  const { env, versions } = process;
  const byRequire = () => require('./preload.cjs');
  if ('deno' in versions || 'bun' in versions) return { exports: byRequire(), code: { kind: 'required' } };
  return loadCode('preload', env, byRequire);
}

try {
  const { exports, code } = load();
  (exports as PreloadFile).preload({ file: __filename, code, loadCode });
} catch (error) {
  // The host must start whatever is wrong with us. Node's own messages go on with the modules that it came through.
  const [why] = String(error).split('\n');
  try {
    writeSync(2, `mcpwatch: not installed: ${why}\n`);
  } catch {
    // Nobody reads stderr.
  }
}
