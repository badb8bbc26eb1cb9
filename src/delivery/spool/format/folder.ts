/** The spool folder: created private, or checked before private data is written into it. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../../../errno.js';
import { whyNotPrivate } from '../../../file-privacy.js';

export type FolderCheck = { readonly status: 'ready' } | { readonly status: 'refused'; readonly why: string };

const PRIVATE = 0o700;

/** Creates the folder (0700), or checks that the existing one is safe. */
export function openFolder(dir: string, uid: number | undefined = process.getuid?.()): FolderCheck {
  try {
    makeFolder(dir);
    const why = whyUnsafe(lstatSync(dir), uid);
    if (why !== undefined) return { status: 'refused', why: `${dir} ${why}` };
    if (uid !== undefined) tighten(dir);
    return { status: 'ready' };
  } catch (error) {
    return { status: 'refused', why: `${dir}: ${errnoOf(error) ?? String(error)}` };
  }
}

/** Looks only; `missing` when there is no such folder. Never throws. */
export function checkFolder(
  dir: string,
  uid: number | undefined = process.getuid?.(),
): FolderCheck | { readonly status: 'missing'; readonly why: string } {
  try {
    const why = whyUnsafe(lstatSync(dir), uid);
    return why === undefined ? { status: 'ready' } : { status: 'refused', why: `${dir} ${why}` };
  } catch (error) {
    const code = errnoOf(error) ?? String(error);
    return { status: code === 'ENOENT' ? 'missing' : 'refused', why: `${dir}: ${code}` };
  }
}

/**
 * Step by step: `mkdirSync` with `recursive` never returns below /proc on Node 20 (#3).
 * The recursion ends at `/` at the latest, which `lstat` finds.
 */
function makeFolder(dir: string): void {
  if (lstatSync(dir, { throwIfNoEntry: false }) !== undefined) return;
  if (lstatSync(dirname(dir), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(dir));
  try {
    mkdirSync(dir, { mode: PRIVATE });
  } catch (error) {
    // Ten processes that start at once all want to create it.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

function whyUnsafe(found: Stats, uid: number | undefined): string | undefined {
  if (found.isSymbolicLink()) return 'is a symbolic link';
  if (!found.isDirectory()) return 'is not a folder';
  return whyNotPrivate(found, uid);
}

/** Only while it is empty: a folder that the user shares with other files keeps its mode. */
function tighten(dir: string): void {
  if ((lstatSync(dir).mode & 0o777) !== PRIVATE && readdirSync(dir).length === 0) chmodSync(dir, PRIVATE);
}
