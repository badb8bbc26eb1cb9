/** Single values of the database: its id, the last `seq`, and counts over all events. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isFailed, isOpen, isOperation, type Row } from '../../../analysis/rows/row.js';
import type { Change } from '../ingest.js';
import type { Firsts } from '../source.js';
import { text } from './columns.js';

/** Of all events that are stored now. `deleted`: by retention, so far. */
export interface EventCounts {
  readonly events: number;
  readonly operations: number;
  readonly errors: number;
  readonly deleted: number;
}

export const NO_EVENTS: EventCounts = { events: 0, operations: 0, errors: 0, deleted: 0 };

export class Meta {
  readonly #read: StatementSync;
  readonly #write: StatementSync;

  constructor(db: DatabaseSync) {
    this.#read = db.prepare('SELECT value FROM meta WHERE name = ?');
    this.#write = db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  }

  /** Made with the database. */
  storeId(): string {
    const known = this.#text('store_id');
    if (known !== undefined) return known;
    const id = randomBytes(4).toString('hex');
    this.#write.run('store_id', id);
    return id;
  }

  get lastSeq(): number {
    return Number(this.#text('last_seq') ?? 0);
  }

  set lastSeq(seq: number) {
    this.#write.run('last_seq', String(seq));
  }

  get counts(): EventCounts {
    const known = this.#text('counts');
    const counts: EventCounts = known === undefined ? NO_EVENTS : JSON.parse(known);
    return counts;
  }

  set counts(counts: EventCounts) {
    this.#write.run('counts', JSON.stringify(counts));
  }

  get firsts(): Firsts {
    const known = this.#text('firsts');
    const firsts: Firsts = known === undefined ? {} : JSON.parse(known);
    return firsts;
  }

  set firsts(firsts: Firsts) {
    this.#write.run('firsts', JSON.stringify(firsts));
  }

  #text(name: string): string | undefined {
    const found = this.#read.get(name);
    return found === undefined ? undefined : text(found['value']);
  }
}

export function countsAfter(counts: EventCounts, change: Change): EventCounts {
  const next = withCount(counts, change.row, 1);
  return change.kind === 'added' ? next : withCount(next, change.before, -1);
}

export function withCount(counts: EventCounts, row: Row, sign: 1 | -1): EventCounts {
  const isCall = isOperation(row) && !isOpen(row);
  return {
    ...counts,
    events: counts.events + sign,
    operations: counts.operations + (isCall ? sign : 0),
    errors: counts.errors + (isCall && isFailed(row) ? sign : 0),
  };
}

/** The same object when nothing is new. */
export function firstsAfter(firsts: Firsts, { row }: Change): Firsts {
  const isFirstEvent = firsts.event === undefined;
  const isFirstInitialize = firsts.initialize === undefined && row.event_type === 'initialize';
  const isFirstCall = firsts.call === undefined && isOperation(row);
  if (!isFirstEvent && !isFirstInitialize && !isFirstCall) return firsts;
  return {
    event: firsts.event ?? row,
    initialize: isFirstInitialize ? row : firsts.initialize,
    call: isFirstCall ? row : firsts.call,
  };
}
