/** Replaces a file as a whole: a process that dies meanwhile leaves the file before, and what it was writing beside it. */
import { renameSync, writeFileSync } from 'node:fs';

/** The end of the name of what is being written. */
export const UNFINISHED = '.tmp';

/** `flag`: `wx` refuses to go on from what another has left unfinished. Throws when the disk does not allow it. */
export function replaceFile(path: string, text: string, flag: 'w' | 'wx'): void {
  const next = path + UNFINISHED;
  writeFileSync(next, text, { mode: 0o600, flag });
  renameSync(next, path);
}
