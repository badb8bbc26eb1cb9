/** Opens the database for writing, or sets a file aside that cannot be used, and begins a new one. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { number } from './columns.js';
import type { Sqlite } from './load-sqlite.js';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.js';

export interface Opened {
  readonly db: DatabaseSync;
  /** What happened to a file that was set aside. */
  readonly notice: string | undefined;
}

/** The file is another program's, or another mcpwatch is using it. */
export class CannotOpen extends Error {}

/** SQLITE_CORRUPT and SQLITE_NOTADB: https://www.sqlite.org/rescode.html */
const DAMAGED = new Set([11, 26]);
const BUSY = 5;
/** https://www.sqlite.org/fileformat.html */
const HEADER = 'SQLite format 3\0';
/** Checking all pages takes about a second per gigabyte; larger files are found damaged when they are read. */
const CHECKED_BYTES = 64 * 1024 * 1024;

export function openDatabase(sqlite: Sqlite, path: string): Opened {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const why = unusable(sqlite, path);
  const notice = why === undefined ? undefined : setAside(path, why);
  return { db: connect(sqlite, path), notice };
}

/** Renames the database and its log, and says where to. */
export function setAside(path: string, why: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
  let target = `${path}.${stamp}`;
  for (let copy = 2; existsSync(target); copy += 1) target = `${path}.${stamp}-${copy}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${target}${suffix}`);
  }
  return `the database ${why}: it was renamed to ${target}, and a new one begun`;
}

export function isDamage(error: unknown): boolean {
  return DAMAGED.has(sqliteCodeOf(error) & 0xff);
}

function sqliteCodeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
}

/**
 * Held for as long as this process writes: two writers of one database can damage it (the bug of SQLite up to 3.51.2 in
 * https://www.sqlite.org/wal.html). The system releases it however the process ends.
 */
export function lockDatabase(sqlite: Sqlite, path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lockPath = `${path}-lock`;
  // Beside a lock of ours the file is ours too, and damaged.
  if (!existsSync(lockPath)) refuseForeign(path);
  const lock = new sqlite.DatabaseSync(privateFile(lockPath));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if ((sqliteCodeOf(error) & 0xff) !== BUSY) throw error;
    throw new CannotOpen(`another mcpwatch dev is using ${path}: choose another file with --db`);
  }
}

/** What is no database would be taken for a damaged one, and renamed: a file of the user that `--db` names by mistake. */
function refuseForeign(path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) throw new CannotOpen(`${path} is a folder: name a file in it with --db`);
  const start = Buffer.alloc(HEADER.length);
  const file = openSync(path, 'r');
  try {
    const isOther = readSync(file, start) > 0 && start.toString('latin1') !== HEADER;
    if (isOther) throw new CannotOpen(`${path} is no database: choose another file with --db`);
  } finally {
    closeSync(file);
  }
}

/** Why the file cannot be used; `undefined` for a good one, and for none. */
function unusable(sqlite: Sqlite, path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new sqlite.DatabaseSync(path);
    return whyUnusable(db, path);
  } catch (error) {
    if (isDamage(error)) return 'is damaged';
    throw error;
  } finally {
    db?.close();
  }
}

/** Why what `db` has opened cannot be used. Throws `CannotOpen` for another program's database. */
export function whyUnusable(db: DatabaseSync, path: string): string | undefined {
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  const pages = number(pragma('page_count'));
  if (pages === 0) return undefined;
  if (number(pragma('application_id')) !== APPLICATION_ID) {
    throw new CannotOpen(`${path} is the database of another program: choose another file with --db`);
  }
  const version = number(pragma('user_version'));
  if (version !== SCHEMA_VERSION) return `has the schema version ${version}, not ${SCHEMA_VERSION}`;
  if (pages * number(pragma('page_size')) > CHECKED_BYTES) return undefined;
  return pragma('quick_check(1)') === 'ok' ? undefined : 'is damaged';
}

/** Makes the file for its owner only; SQLite gives its log the same mode. */
function privateFile(path: string): string {
  closeSync(openSync(path, 'a', 0o600));
  return path;
}

function connect(sqlite: Sqlite, path: string): DatabaseSync {
  const db = new sqlite.DatabaseSync(privateFile(path));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
  db.exec('PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY');
  if (number(db.prepare('PRAGMA user_version').get()?.['user_version']) === 0) {
    db.exec(
      `BEGIN; ${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
    );
  }
  return db;
}
