/** The thread that answers queries, over a connection that cannot write. */
import type { MessagePort } from 'node:worker_threads';
import { runQuery } from '../../query/queries.js';
import type { FromThread, ToThread } from './link.js';
import type { Sqlite } from './load-sqlite.js';
import { isDamage } from './open-database.js';
import { SqliteSource } from './sqlite-source.js';

export class ReaderThread {
  readonly #port: MessagePort;
  readonly #db;
  readonly #source: SqliteSource;

  constructor(sqlite: Sqlite, path: string, port: MessagePort) {
    this.#port = port;
    this.#db = new sqlite.DatabaseSync(path, { readOnly: true });
    this.#db.exec('PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON');
    this.#source = new SqliteSource(this.#db);
  }

  receive(message: ToThread): void {
    if (message.kind === 'close') {
      this.#db.close();
      this.#post({ kind: 'done', id: message.id, result: undefined });
    } else if (message.kind === 'query') {
      this.#post(this.#answer(message));
    }
  }

  #answer({ id, name, args }: Extract<ToThread, { kind: 'query' }>): FromThread {
    try {
      return { kind: 'done', id, result: runQuery(name, this.#source, args) };
    } catch (error) {
      return { kind: 'failed', id, message: String(error), isDamage: isDamage(error), result: undefined };
    }
  }

  #post(message: FromThread): void {
    this.#port.postMessage(message);
  }
}
