/** The rows of the store in memory, in the order of arrival, and in the order of their start. */
import type { Row } from '../../../analysis/rows/row.js';
import type { Incoming } from '../incoming.js';
import type { RowTable } from '../ingest.js';

interface Entry {
  readonly row: Row;
  readonly text: string;
}

export interface RowLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** Besides its text, a row takes about this much. */
const ROW_BYTES = 1000;

export class RowList implements RowTable {
  /** By `seq`; a changed row goes to the end. */
  readonly #entries = new Map<number, Entry>();
  readonly #seqOfEvent = new Map<string, number>();
  readonly #seqOfSpan = new Map<string, number>();
  readonly #limits: RowLimits;
  #byStart: readonly Row[] | undefined;
  #lastSeq = 0;
  #bytes = 0;
  /** No row starts earlier. */
  #earliestMs = Number.POSITIVE_INFINITY;
  #revision = 0;
  deleted = 0;

  constructor(limits: RowLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Another one after every change, for what is worked out of all rows. */
  get revision(): number {
    return this.#revision;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  nextSeq(): number {
    this.#lastSeq += 1;
    return this.#lastSeq;
  }

  hasEvent(eventId: string): boolean {
    return this.#seqOfEvent.has(eventId);
  }

  hasSpan(spanId: string): boolean {
    return this.#seqOfSpan.has(spanId);
  }

  put(row: Row, { text }: Incoming): void {
    this.#set(row, text);
  }

  update(before: Row, after: Row): void {
    const text = this.#entries.get(before.seq)?.text ?? '';
    this.remove(before);
    this.#set(after, text);
  }

  remove({ seq, event_id, span_id }: Row): void {
    const entry = this.#entries.get(seq);
    if (entry === undefined) return;
    this.#changed();
    this.#entries.delete(seq);
    this.#bytes -= sizeOf(entry);
    if (this.#seqOfEvent.get(event_id) === seq) this.#seqOfEvent.delete(event_id);
    if (this.#seqOfSpan.get(span_id) === seq) this.#seqOfSpan.delete(span_id);
  }

  #changed(): void {
    this.#revision += 1;
    this.#byStart = undefined;
  }

  #set(row: Row, text: string): void {
    this.#changed();
    const entry = { row, text };
    this.#entries.set(row.seq, entry);
    this.#bytes += sizeOf(entry);
    this.#earliestMs = Math.min(this.#earliestMs, row.started_ms);
    this.#seqOfEvent.set(row.event_id, row.seq);
    this.#seqOfSpan.set(row.span_id, row.seq);
  }

  /** Deletes what started earlier than `oldestMs`, then what arrived first until the limits are kept; answers the rows. */
  trim(oldestMs: number): readonly Row[] {
    const gone = this.#expired(oldestMs);
    for (const row of gone) this.remove(row);
    for (const { row } of this.#entries.values()) {
      const isOver = this.#entries.size > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes;
      if (!isOver) break;
      gone.push(row);
      this.remove(row);
    }
    this.deleted += gone.length;
    return gone;
  }

  /** All are looked at: what arrived first may be dated later. */
  #expired(oldestMs: number): Row[] {
    if (this.#earliestMs >= oldestMs) return [];
    const gone: Row[] = [];
    this.#earliestMs = Number.POSITIVE_INFINITY;
    for (const { row } of this.#entries.values()) {
      if (row.started_ms < oldestMs) gone.push(row);
      else this.#earliestMs = Math.min(this.#earliestMs, row.started_ms);
    }
    return gone;
  }

  /** In the order of arrival. */
  *rows(): Iterable<Row> {
    for (const { row } of this.#entries.values()) yield row;
  }

  get size(): number {
    return this.#entries.size;
  }

  byStart(): readonly Row[] {
    this.#byStart ??= [...this.rows()].sort((a, b) => a.started_ms - b.started_ms || a.seq - b.seq);
    return this.#byStart;
  }

  ofEvent(eventId: string): Row | undefined {
    return this.#entries.get(this.#seqOfEvent.get(eventId) ?? 0)?.row;
  }

  ofSpan(spanId: string): Row | undefined {
    return this.#entries.get(this.#seqOfSpan.get(spanId) ?? 0)?.row;
  }

  text(seq: number): string | undefined {
    return this.#entries.get(seq)?.text;
  }
}

function sizeOf({ text }: Entry): number {
  return ROW_BYTES + 2 * text.length;
}
