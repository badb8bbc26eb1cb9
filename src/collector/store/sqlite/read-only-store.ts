/** Queries over a database that another process may be writing, over a connection that cannot write. */
import { runQuery } from '../../query/queries.js';
import type { EventStore } from '../event-store.js';
import { loadSqlite } from './load-sqlite.js';
import { Meta } from './meta.js';
import { whyUnusable } from './open-database.js';
import { SqliteSource } from './sqlite-source.js';

export type ReadOnlyStore = Pick<EventStore, 'id' | 'query' | 'close'>;

/** Throws when the file cannot be used, with a message for the user. */
export function openReadOnly(path: string): ReadOnlyStore {
  const sqlite = loadSqlite();
  if (sqlite === undefined) {
    throw new Error(`Node ${process.versions.node} has no SQLite (22.13 and later have), so ${path} cannot be read`);
  }
  const db = new sqlite.DatabaseSync(path, { readOnly: true });
  try {
    const why = whyUnusable(db, path);
    if (why !== undefined) throw new Error(`${path} ${why}`);
    db.exec('PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON');
  } catch (error) {
    db.close();
    throw error;
  }
  const source = new SqliteSource(db);
  return {
    id: new Meta(db).storeId(),
    query: async (name, args) => runQuery(name, source, args),
    close: async () => db.close(),
  };
}
