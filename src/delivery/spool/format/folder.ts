import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

export type FolderCheck = { readonly status: 'ready' } | { readonly status: 'refused'; readonly why: string };

const PRIVATE = 0o700;
const WRITABLE_BY_OTHERS = 0o022;

/** Makes the spool folder (0700) or checks that the one found is safe to write private data into. */
export function openFolder(dir: string, uid: number | undefined = process.getuid?.()): FolderCheck {
  try {
    makeFolder(dir);
    const why = whyUnsafe(lstatSync(dir), uid);
    if (why !== undefined) return { status: 'refused', why: `${dir} ${why}` };
    if (uid !== undefined) tighten(dir);
    return { status: 'ready' };
  } catch (error) {
    return { status: 'refused', why: `${dir}: ${(error as NodeJS.ErrnoException).code ?? String(error)}` };
  }
}

/**
 * Step by step: `mkdirSync` with `recursive` never returns below /proc on Node 20 (#3).
 * A parent of `/` ends the recursion: `lstat` finds it.
 */
function makeFolder(dir: string): void {
  if (lstatSync(dir, { throwIfNoEntry: false }) !== undefined) return;
  if (lstatSync(dirname(dir), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(dir));
  try {
    mkdirSync(dir, { mode: PRIVATE });
  } catch (error) {
    // Ten processes that start at once all want to make it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function whyUnsafe(found: Stats, uid: number | undefined): string | undefined {
  if (found.isSymbolicLink()) return 'is a symbolic link';
  if (!found.isDirectory()) return 'is not a folder';
  if (uid === undefined) return undefined;
  if (found.uid !== uid) return `belongs to another user (${found.uid})`;
  if ((found.mode & WRITABLE_BY_OTHERS) !== 0) return 'can be written by other users';
  return undefined;
}

/** Only while it is empty: a folder that the user shares with other files keeps the mode he gave it. */
function tighten(dir: string): void {
  if ((lstatSync(dir).mode & 0o777) !== PRIVATE && readdirSync(dir).length === 0) chmodSync(dir, PRIVATE);
}
