/** Finds the events that a command is to read. */
import { closeSync, createReadStream, existsSync, openSync, readSync } from 'node:fs';
import { openReadOnly } from '../../collector/store/sqlite/read-only-store.js';
import { parseConfig } from '../../config/parse-config.js';
import { errnoOf } from '../../errno.js';
import { devFolder, findRunning, readToken } from '../dev/dev-folder.js';
import { type CollectorSource, collectorSource } from './collector-source.js';
import { type EventSource, SourceUnavailable } from './event-source.js';
import { linesSource } from './lines-source.js';
import { storeSource } from './store-source.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `file`: a JSONL file or a database, `-` for standard input; `undefined`: the running `mcpwatch dev`, or what the last
 * one has stored. Rejects with `SourceUnavailable`.
 */
export function openSource(file: string | undefined, env: Environment): Promise<EventSource> {
  if (file === undefined) return openOwn(env);
  return file === '-' ? linesSource(process.stdin, 'standard input') : openFile(file);
}

async function openOwn(env: Environment): Promise<EventSource> {
  const running = await runningCollector(env);
  if (running !== undefined) return running;
  const path = devFolder(parseConfig(env).settings.spool, env).databasePath;
  if (path === undefined || !existsSync(path)) {
    throw new SourceUnavailable('no events: mcpwatch dev is not running, and has stored none');
  }
  return openDatabase(path);
}

/** `undefined`: none is running. */
export async function runningCollector(env: Environment): Promise<CollectorSource | undefined> {
  const { dir } = devFolder(parseConfig(env).settings.spool, env);
  const token = readToken(dir);
  const running = await findRunning(dir, token);
  return running === undefined ? undefined : collectorSource({ ...running, token });
}

async function openFile(path: string): Promise<EventSource> {
  try {
    if (isDatabase(path)) return openDatabase(path);
    return await linesSource(createReadStream(path), path);
  } catch (error) {
    const code = errnoOf(error);
    throw code === undefined ? error : new SourceUnavailable(`cannot read ${path}: ${code}`);
  }
}

function openDatabase(path: string): EventSource {
  try {
    return storeSource(openReadOnly(path), { name: path });
  } catch (error) {
    throw new SourceUnavailable(error instanceof Error ? error.message : String(error));
  }
}

const HEADER = 'SQLite format 3\0';

function isDatabase(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEADER.length);
    readSync(file, start, 0, start.length, 0);
    return start.toString('latin1') === HEADER;
  } finally {
    closeSync(file);
  }
}
