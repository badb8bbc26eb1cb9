/** Keeps the code that V8 has compiled for the next start. */
import { lstatSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guarded } from '../guarded.js';
import { startIdleTimer, wallMs } from '../real-time.js';
import { CODE_FILE, codeFileName, isPrivateFolder, packCode, sourceIn } from './code-file.js';
import type { Code, FreshCode } from './load-code.js';

/** By then the functions that a start needs have been compiled, and V8 has not dropped them yet. */
const AFTER_MS = 5000;
const MOST_AGE_MS = 30 * 24 * 60 * 60_000;

/** Writes fresh code to `dir`, later, if the process lives that long. Never throws. */
export function keepCode(code: Code, dir: string): void {
  if (code.kind !== 'fresh') return;
  startIdleTimer(
    guarded(() => write(code, dir)),
    AFTER_MS,
  );
}

function write({ of, text, script }: FreshCode, dir: string): void {
  // The first event that was stored has created the folder.
  if (!isPrivateFolder(dir)) return;
  const path = join(dir, codeFileName(of));
  const unfinished = `${path}.${process.pid}`;
  // Made of the text, which the engine keeps in any case: the bytes that were read are 200 KB more.
  const source = Buffer.from(sourceIn(text), 'latin1');
  writeFileSync(unfinished, packCode(source, script.createCachedData()), { mode: 0o600, flag: 'wx' });
  // Processes that start at once all write it; each reader finds a whole file.
  renameSync(unfinished, path);
  removeOld(dir);
}

/** Of other versions of Node, which may no longer be in use. */
function removeOld(dir: string): void {
  const limit = wallMs() - MOST_AGE_MS;
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (CODE_FILE.test(name) && lstatSync(path).mtimeMs < limit) unlinkSync(path);
  }
}
