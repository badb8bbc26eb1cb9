/** Events in SQLite: one thread writes, another answers queries. */
import type { QueryArguments, QueryName, QueryResult } from '../../query/queries.js';
import { type EventStore, PartlyStored, type Retention, type StoredRow, type StoreKind } from '../event-store.js';
import type { Incoming } from '../incoming.js';
import type { DatabaseState, InsertedRow } from './link.js';
import { StoreError, ThreadCall } from './thread-call.js';

export interface SqliteStoreOptions {
  readonly path: string;
  readonly retention: Retention;
  readonly onNotice: (message: string) => void;
  /** The built store-thread.js; the one next to this file unless tests say otherwise. */
  readonly program?: URL;
}

export class SqliteStore implements EventStore {
  readonly #options: SqliteStoreOptions;
  readonly #writer: ThreadCall;
  #reader: ThreadCall;
  #state: DatabaseState;
  #deleted: number;

  /** Rejects when the file cannot be opened: another process uses it, or it is another program's. */
  static async open(options: SqliteStoreOptions): Promise<SqliteStore> {
    let store: SqliteStore | undefined;
    const writer = new ThreadCall(
      programOf(options),
      { role: 'writer', ...pick(options) },
      {
        onDeleted: (total) => store?.deleted(total),
        onReopened: (state, notice) => store?.reopened(state, notice),
      },
    );
    try {
      const { state, notice } = await writer.ready;
      if (notice !== undefined) options.onNotice(notice);
      store = new SqliteStore(options, writer, state);
      return store;
    } catch (error) {
      await writer.end();
      throw error;
    }
  }

  private constructor(options: SqliteStoreOptions, writer: ThreadCall, state: DatabaseState) {
    this.#options = options;
    this.#writer = writer;
    this.#state = state;
    this.#deleted = state.deleted;
    this.#reader = this.#openReader();
  }

  get kind(): StoreKind {
    return { kind: 'sqlite', path: this.#options.path, sqliteVersion: this.#state.sqliteVersion };
  }

  get retention(): Retention {
    return this.#options.retention;
  }

  get id(): string {
    return this.#state.storeId;
  }

  get lastSeq(): number {
    return this.#state.lastSeq;
  }

  get deletedEvents(): number {
    return this.#deleted;
  }

  async insert(batch: readonly Incoming[]): Promise<readonly StoredRow[]> {
    try {
      return this.#committed(await this.#writer.call({ kind: 'insert', batch }), batch);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new PartlyStored(error.message, this.#committed(error.result, batch));
    }
  }

  #committed(result: unknown, batch: readonly Incoming[]): readonly StoredRow[] {
    const stored = insertedRows(result).flatMap((one) => storedRows(one, batch));
    const lastSeq = stored.at(-1)?.row.seq ?? 0;
    if (lastSeq > this.#state.lastSeq) this.#state = { ...this.#state, lastSeq };
    return stored;
  }

  async query<N extends QueryName>(name: N, args: QueryArguments<N>): Promise<QueryResult<N>> {
    const reader = this.#reader;
    try {
      return await ask(reader, name, args);
    } catch (error) {
      if (!(error instanceof StoreError) || !error.isDamage) throw error;
      if (reader === this.#reader) await this.#writer.call({ kind: 'set_aside' });
      return ask(this.#reader, name, args);
    }
  }

  async close(): Promise<void> {
    await this.#reader.end();
    await this.#writer.end();
  }

  private deleted(total: number): void {
    this.#deleted = total;
  }

  private reopened(state: DatabaseState, notice: string): void {
    this.#state = state;
    this.#deleted = state.deleted;
    void this.#reader.end();
    this.#reader = this.#openReader();
    this.#options.onNotice(notice);
  }

  #openReader(): ThreadCall {
    return new ThreadCall(programOf(this.#options), { role: 'reader', ...pick(this.#options) });
  }
}

async function ask<N extends QueryName>(reader: ThreadCall, name: N, args: QueryArguments<N>): Promise<QueryResult<N>> {
  // The thread runs this query and no other.
  return (await reader.call({ kind: 'query', name, args })) as QueryResult<N>;
}

function pick({ path, retention }: SqliteStoreOptions) {
  return { path, retention };
}

function programOf({ program }: SqliteStoreOptions): URL {
  return program ?? new URL('./store-thread.js', import.meta.url);
}

function insertedRows(result: unknown): readonly InsertedRow[] {
  return Array.isArray(result) ? result : [];
}

function storedRows(inserted: InsertedRow, batch: readonly Incoming[]): StoredRow[] {
  if (inserted.kind === 'changed') return [{ row: inserted.row, text: undefined }];
  const incoming = batch[inserted.index];
  if (incoming === undefined) return [];
  return [{ row: { ...incoming.draft, seq: inserted.seq, key: inserted.key }, text: incoming.text }];
}
