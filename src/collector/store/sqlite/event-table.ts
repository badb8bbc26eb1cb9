/** The tables `events` and `bodies`, as ingestion changes them. All statements are prepared once. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row } from '../../../analysis/rows/row.js';
import type { Incoming } from '../incoming.js';
import type { RowTable } from '../ingest.js';
import { COLUMN_LIST, COLUMN_MARKS, valuesOf } from './columns.js';
import { readOpenRows } from './read-rows.js';

export class EventTable implements RowTable {
  readonly #db: DatabaseSync;
  readonly #findEvent: StatementSync;
  readonly #findSpan: StatementSync;
  readonly #putRow: StatementSync;
  readonly #putBody: StatementSync;
  readonly #moveRow: StatementSync;
  readonly #moveBody: StatementSync;
  readonly #removeRow: StatementSync;
  readonly #removeBody: StatementSync;
  #lastSeq: number;

  constructor(db: DatabaseSync, lastSeq: number) {
    this.#db = db;
    this.#lastSeq = lastSeq;
    this.#findEvent = db.prepare('SELECT 1 FROM events WHERE event_id = ?');
    this.#findSpan = db.prepare('SELECT 1 FROM events WHERE span_id = ? LIMIT 1');
    this.#putRow = db.prepare(`INSERT INTO events (${COLUMN_LIST}) VALUES (${COLUMN_MARKS})`);
    this.#putBody = db.prepare('INSERT INTO bodies (seq, text) VALUES (?, ?)');
    this.#moveRow = db.prepare('UPDATE events SET seq = ?, status = ? WHERE seq = ?');
    this.#moveBody = db.prepare('UPDATE bodies SET seq = ? WHERE seq = ?');
    this.#removeRow = db.prepare('DELETE FROM events WHERE seq = ?');
    this.#removeBody = db.prepare('DELETE FROM bodies WHERE seq = ?');
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  nextSeq(): number {
    this.#lastSeq += 1;
    return this.#lastSeq;
  }

  hasEvent(eventId: string): boolean {
    return this.#findEvent.get(eventId) !== undefined;
  }

  hasSpan(spanId: string): boolean {
    return this.#findSpan.get(spanId) !== undefined;
  }

  put(row: Row, { text }: Incoming): void {
    this.#putRow.run(...valuesOf(row));
    this.#putBody.run(row.seq, text);
  }

  update(before: Row, after: Row): void {
    this.#moveRow.run(after.seq, after.status, before.seq);
    this.#moveBody.run(after.seq, before.seq);
  }

  remove({ seq }: Row): void {
    this.#removeRow.run(seq);
    this.#removeBody.run(seq);
  }

  openRows(): readonly Row[] {
    return readOpenRows(this.#db);
  }
}
