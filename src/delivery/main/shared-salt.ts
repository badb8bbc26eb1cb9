/** The key of this machine's hashes: a file of the user's own in the spool folder, the same for all processes (#10). */
import { closeSync, linkSync, lstatSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../errno.js';
import { randomHex } from '../../random.js';
import { openFolder } from '../spool/format/folder.js';

const SALT_FILE = 'identity.salt';
const SALT = /^[0-9a-f]{64}$/;

export type SharedSalt =
  | { readonly kind: 'found'; readonly salt: string }
  | { readonly kind: 'none'; readonly why: string };

/** Reads the salt of the spool folder `dir`, or creates it from `newSalt`: 64 hex digits. Never throws. */
export function sharedSalt(dir: string, newSalt: () => string): SharedSalt {
  try {
    const folder = openFolder(dir);
    if (folder.status === 'refused') return { kind: 'none', why: folder.why };
    const path = join(dir, SALT_FILE);
    if (isEmpty(path)) setAside(path);
    const salt = readSalt(path) ?? createSalt(dir, path, newSalt);
    return salt === undefined ? { kind: 'none', why: `${path} is not a salt file` } : { kind: 'found', salt };
  } catch (error) {
    return { kind: 'none', why: `${join(dir, SALT_FILE)}: ${errnoOf(error) ?? String(error)}` };
  }
}

/** `undefined` when there is none, or something else. */
function readSalt(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > 100) return undefined;
  const text = readFileSync(path, 'latin1').trim();
  return SALT.test(text) ? text : undefined;
}

/** What a power failure leaves of a file whose content was not on the disk yet. */
function isEmpty(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === 0;
}

/** Renamed first: by now it may be the salt of another process that has found the empty file too. */
function setAside(path: string): void {
  const aside = `${path}.${randomHex(16)}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (!isEmpty(aside)) linkSync(aside, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
}

/** Written whole, then linked: of two processes that start at once, both end up with the salt of the first. */
function createSalt(dir: string, path: string, newSalt: () => string): string | undefined {
  const draft = join(dir, `${SALT_FILE}.${randomHex(16)}`);
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${newSalt()}\n`);
    linkSync(draft, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
  return readSalt(path);
}
