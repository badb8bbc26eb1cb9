/** The one connection that writes: transactions, checkpoints, retention. */
import type { DatabaseSync } from 'node:sqlite';
import type { Retention } from '../event-store.js';
import type { Incoming } from '../incoming.js';
import { type Change, Ingest } from '../ingest.js';
import type { Firsts } from '../source.js';
import { EventTable } from './event-table.js';
import { countsAfter, type EventCounts, firstsAfter, Meta } from './meta.js';
import { deleteRows, expiredRows } from './retention.js';
import { Rollups } from './rollups.js';
import { Totals } from './totals.js';

/** At most so many events in one transaction. */
export const TRANSACTION_ROWS = 500;

export class Writer {
  readonly #db: DatabaseSync;
  readonly #retention: Retention;
  readonly #meta: Meta;
  readonly #totals: Totals;
  readonly #rollups: Rollups;
  readonly storeId: string;
  #table: EventTable;
  #ingest: Ingest;
  #counts: EventCounts;
  #firsts: Firsts;
  #isCheckpointed = true;

  /** `afterSeq`: of a database that this one replaces, so that a `seq` is never used twice in one run. */
  constructor(db: DatabaseSync, retention: Retention, afterSeq = 0) {
    this.#db = db;
    this.#retention = retention;
    this.#meta = new Meta(db);
    this.#totals = new Totals(db);
    this.#rollups = new Rollups(db);
    this.storeId = this.#meta.storeId();
    this.#table = new EventTable(db, Math.max(afterSeq, this.#meta.lastSeq));
    this.#ingest = new Ingest(this.#table, this.#table.openRows());
    this.#counts = this.#meta.counts;
    this.#firsts = this.#meta.firsts;
  }

  get lastSeq(): number {
    return this.#table.lastSeq;
  }

  get deleted(): number {
    return this.#counts.deleted;
  }

  /** One transaction: all of it is committed, or nothing. */
  insert(batch: readonly Incoming[]): readonly Change[] {
    return this.#transaction(() => {
      const changes = batch.flatMap((incoming) => this.#ingest.apply(incoming));
      for (const change of changes) {
        this.#totals.apply(change);
        this.#rollups.add(change.row);
        this.#counts = countsAfter(this.#counts, change);
        this.#see(change);
      }
      return changes;
    });
  }

  #see(change: Change): void {
    const firsts = firstsAfter(this.#firsts, change);
    if (firsts === this.#firsts) return;
    this.#firsts = firsts;
    this.#meta.firsts = firsts;
  }

  /** Deletes one chunk; true when there may be more to delete. */
  retain(nowMs: number): boolean {
    const rows = expiredRows(this.#db, this.#retention, this.#counts, nowMs);
    if (rows.length === 0) return false;
    this.#transaction(() => {
      this.#counts = deleteRows(this.#db, this.#totals, rows, this.#counts);
    });
    this.#rollups.discard();
    const gone = new Set(rows.map(({ seq }) => seq));
    this.#ingest.forget(({ seq }) => gone.has(seq));
    return true;
  }

  /** Moves what was written from the log into the file. Readers are not held up. */
  checkpoint(): void {
    if (this.#isCheckpointed) return;
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    this.#isCheckpointed = true;
  }

  close(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }

  #transaction<T>(work: () => T): T {
    const counts = this.#counts;
    this.#isCheckpointed = false;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#totals.flush();
      this.#rollups.flush();
      this.#meta.lastSeq = this.#table.lastSeq;
      this.#meta.counts = this.#counts;
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#undo(counts);
      throw error;
    }
  }

  /** What is kept in memory must again say what is in the file. */
  #undo(counts: EventCounts): void {
    this.#counts = counts;
    this.#totals.discard();
    this.#rollups.discard();
    if (!this.#db.isOpen) return;
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
    this.#firsts = this.#meta.firsts;
    this.#table = new EventTable(this.#db, this.#table.lastSeq);
    this.#ingest = new Ingest(this.#table, this.#table.openRows());
  }
}
