/** The thread that writes. It joins what arrives within some milliseconds into one transaction. */

import type { DatabaseSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';
import { ageClock } from '../age-clock.js';
import type { Retention } from '../event-store.js';
import type { Incoming } from '../incoming.js';
import type { DatabaseState, FromThread, InsertedRow, ToThread } from './link.js';
import type { Sqlite } from './load-sqlite.js';
import { isDamage, lockDatabase, openDatabase, setAside } from './open-database.js';
import { TRANSACTION_ROWS, Writer } from './writer.js';

const GATHER_MS = 20;
const CHECKPOINT_MS = 2000;
const RETAIN_MS = 5000;

export interface WriterThreadOptions {
  readonly sqlite: Sqlite;
  readonly path: string;
  readonly retention: Retention;
  readonly port: MessagePort;
}

interface Job {
  readonly id: number;
  readonly batch: readonly Incoming[];
  /** Events that are committed. */
  done: number;
  readonly rows: InsertedRow[];
}

export class WriterThread {
  readonly #options: WriterThreadOptions;
  readonly #lock: DatabaseSync;
  #db: DatabaseSync;
  #writer: Writer;
  #jobs: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(options: WriterThreadOptions) {
    this.#options = options;
    const { sqlite, path, retention } = options;
    this.#lock = lockDatabase(sqlite, path);
    const { db, notice } = openDatabase(sqlite, path);
    this.#db = db;
    this.#writer = new Writer(db, retention);
    this.#timers = [
      setInterval(() => this.#guarded(() => this.#writer.checkpoint()), CHECKPOINT_MS),
      setInterval(() => this.#retain(), RETAIN_MS),
    ];
    this.#post({ kind: 'ready', state: this.#state(), notice });
  }

  receive(message: ToThread): void {
    switch (message.kind) {
      case 'insert':
        this.#jobs.push({ id: message.id, batch: message.batch, done: 0, rows: [] });
        if (this.#waiting() >= TRANSACTION_ROWS) this.#run();
        else this.#timer ??= setTimeout(() => this.#run(), GATHER_MS);
        return;
      case 'set_aside':
        this.#reopen();
        this.#post({ kind: 'done', id: message.id, result: undefined });
        return;
      case 'close':
        this.#close();
        this.#post({ kind: 'done', id: message.id, result: undefined });
        return;
      case 'query':
    }
  }

  #waiting(): number {
    return this.#jobs.reduce((sum, { batch }) => sum + batch.length, 0);
  }

  /** Writes all that waits, in as few transactions as their size allows. */
  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#jobs.length > 0) {
      const parts = this.#nextParts();
      try {
        this.#insert(parts);
      } catch (error) {
        this.#failed(parts, error);
      }
      this.#answerDone();
    }
  }

  #nextParts(): readonly { job: Job; incoming: Incoming; index: number }[] {
    const parts: { job: Job; incoming: Incoming; index: number }[] = [];
    for (const job of this.#jobs) {
      for (const [at, incoming] of job.batch.slice(job.done, job.done + TRANSACTION_ROWS - parts.length).entries()) {
        parts.push({ job, incoming, index: job.done + at });
      }
      if (parts.length >= TRANSACTION_ROWS) break;
    }
    return parts;
  }

  #insert(parts: readonly { job: Job; incoming: Incoming; index: number }[]): void {
    const byIncoming = new Map(parts.map((part) => [part.incoming, part]));
    let last = parts[0];
    for (const change of this.#writer.insert(parts.map(({ incoming }) => incoming))) {
      const { row } = change;
      if (change.kind === 'updated') {
        last?.job.rows.push({ kind: 'changed', row });
        continue;
      }
      last = byIncoming.get(change.incoming) ?? last;
      last?.job.rows.push({ kind: 'put', index: last.index, seq: row.seq, key: row.key });
    }
    for (const { job } of parts) job.done += 1;
  }

  #answerDone(): void {
    for (const job of this.#jobs.filter(({ batch, done }) => done >= batch.length)) {
      this.#post({ kind: 'done', id: job.id, result: job.rows });
    }
    this.#jobs = this.#jobs.filter(({ batch, done }) => done < batch.length);
  }

  /** A damaged database is set aside and the same events go into the new one; any other failure is the sender's to retry. */
  #failed(parts: readonly { job: Job }[], error: unknown): void {
    if (isDamage(error)) {
      try {
        this.#reopen();
        return;
      } catch (second) {
        this.#fail(parts, second);
        return;
      }
    }
    this.#fail(parts, error);
  }

  #fail(parts: readonly { job: Job }[], error: unknown): void {
    const inParts = new Set(parts.map(({ job }) => job));
    // A batch without events, which has no parts, asks whether anything can be written.
    const failed = new Set(this.#jobs.filter((job) => inParts.has(job) || job.batch.length === 0));
    for (const { id, rows } of failed) {
      const message = error instanceof Error ? error.message : String(error);
      this.#post({
        kind: 'failed',
        id,
        message: `${this.#options.path}: ${message}`,
        isDamage: isDamage(error),
        result: rows,
      });
    }
    this.#jobs = this.#jobs.filter((job) => !failed.has(job));
  }

  #reopen(): void {
    const { sqlite, path, retention } = this.#options;
    const { lastSeq } = this.#writer;
    this.#db.close();
    const notice = setAside(path, 'is damaged');
    this.#db = openDatabase(sqlite, path).db;
    this.#writer = new Writer(this.#db, retention, lastSeq);
    this.#post({ kind: 'reopened', state: this.#state(), notice });
  }

  /** One chunk at a time, so that what arrives need not wait. */
  #retain(): void {
    this.#guarded(() => {
      if (!this.#writer.retain(ageClock())) return;
      this.#post({ kind: 'deleted', total: this.#writer.deleted });
      setTimeout(() => this.#retain(), GATHER_MS).unref();
    });
  }

  /** For work of our own: the next event that arrives meets the same failure, and reports it. */
  #guarded(work: () => void): void {
    try {
      if (this.#db.isOpen) work();
    } catch (error) {
      if (isDamage(error)) this.#reopen();
    }
  }

  #close(): void {
    this.#run();
    for (const timer of this.#timers) clearInterval(timer);
    this.#writer.close();
    this.#lock.close();
  }

  #state(): DatabaseState {
    const { storeId, lastSeq, deleted } = this.#writer;
    const version = this.#db.prepare('SELECT sqlite_version() AS version').get();
    return { storeId, lastSeq, deleted, sqliteVersion: String(version?.['version']) };
  }

  #post(message: FromThread): void {
    this.#options.port.postMessage(message);
  }
}
