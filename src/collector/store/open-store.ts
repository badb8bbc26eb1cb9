/** Opens the store: SQLite where this Node has it, memory otherwise or when asked for. */
import type { EventStore, Notice, Retention } from './event-store.js';
import { MemoryStore } from './memory/memory-store.js';
import { loadSqlite } from './sqlite/load-sqlite.js';
import { SqliteStore } from './sqlite/sqlite-store.js';
import { StoreUnavailable } from './sqlite/thread-call.js';

export const DEFAULT_RETENTION: Retention = {
  maxAgeMs: 7 * 86_400_000,
  maxEvents: 1_000_000,
  maxBytes: 1024 ** 3,
};

/** Memory holds less than a disk does. */
const MEMORY_LIMITS = { maxEvents: 50_000, maxBytes: 96 * 1024 * 1024 };

export interface OpenStoreOptions {
  /** The database file; `undefined`: keep events in memory. */
  readonly path: string | undefined;
  /** Keep events in memory when the file cannot be used, instead of failing. */
  readonly canDoWithout?: boolean;
  readonly retention: Retention;
  readonly onNotice: (notice: Notice) => void;
  readonly program?: URL;
}

export async function openStore(options: OpenStoreOptions): Promise<EventStore> {
  const { path, retention, onNotice, program } = options;
  if (path === undefined) return inMemory('--memory', retention);
  if (loadSqlite() === undefined) {
    const reason = `Node ${process.versions.node} has no SQLite (22.13 and later have)`;
    onNotice({ at_ms: Date.now(), code: 'in_memory', message: `${reason}: events are kept in memory only` });
    return inMemory(reason, retention);
  }
  try {
    return await SqliteStore.open({
      path,
      retention,
      onNotice: (message) => onNotice({ at_ms: Date.now(), code: 'set_aside', message }),
      ...(program === undefined ? {} : { program }),
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || options.canDoWithout !== true) throw error;
    onNotice({ at_ms: Date.now(), code: 'in_memory', message: `${error.message}: events are kept in memory only` });
    return inMemory(error.message, retention);
  }
}

function inMemory(reason: string, retention: Retention): EventStore {
  return new MemoryStore(reason, {
    maxAgeMs: retention.maxAgeMs,
    maxEvents: Math.min(retention.maxEvents, MEMORY_LIMITS.maxEvents),
    maxBytes: Math.min(retention.maxBytes, MEMORY_LIMITS.maxBytes),
  });
}
