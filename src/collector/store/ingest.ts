/**
 * What an arriving event changes: it adds a row, replaces the row of a call that was still open, or does nothing because
 * it is a duplicate. The same for every store; the store provides the table.
 */
import { isHangingReport, isOpen, type Row } from '../../analysis/rows/row.js';
import type { Incoming } from './incoming.js';

export interface RowTable {
  hasEvent(eventId: string): boolean;
  hasSpan(spanId: string): boolean;
  /** The next `seq`. Each call gives another. */
  nextSeq(): number;
  put(row: Row, incoming: Incoming): void;
  /** Changes the status and `seq` of a row that is there. */
  update(before: Row, after: Row): void;
  remove(row: Row): void;
}

export type Change =
  | { readonly kind: 'added'; readonly row: Row; readonly incoming: Incoming }
  | { readonly kind: 'replaced'; readonly row: Row; readonly before: Row; readonly incoming: Incoming }
  | { readonly kind: 'updated'; readonly row: Row; readonly before: Row };

export class Ingest {
  readonly #table: RowTable;
  /** Calls that have not ended, by span. */
  readonly #open: Map<string, Row>;

  constructor(table: RowTable, openRows: Iterable<Row>) {
    this.#table = table;
    this.#open = new Map([...openRows].map((row) => [row.span_id, row]));
  }

  get openRows(): Iterable<Row> {
    return this.#open.values();
  }

  /** In the order of their `seq`. */
  apply(incoming: Incoming): readonly Change[] {
    const { draft } = incoming;
    if (this.#table.hasEvent(draft.event_id)) return [];
    // A call's report that arrives after its end says nothing new.
    if (isOpen(draft) && this.#table.hasSpan(draft.span_id)) return [];
    const hanging = isHangingReport(draft) ? this.#hang(draft.parent_span_id) : [];
    return [...hanging, this.#put(incoming)];
  }

  /** Forgets rows that retention has deleted. */
  forget(isDeleted: (row: Row) => boolean): void {
    for (const [span, row] of this.#open) if (isDeleted(row)) this.#open.delete(span);
  }

  #put(incoming: Incoming): Change {
    const { draft } = incoming;
    const before = this.#open.get(draft.span_id);
    const seq = this.#table.nextSeq();
    const row: Row = { ...draft, seq, key: before?.key ?? seq };
    if (before !== undefined) this.#table.remove(before);
    this.#table.put(row, incoming);
    if (isOpen(row)) this.#open.set(row.span_id, row);
    else this.#open.delete(row.span_id);
    return before === undefined ? { kind: 'added', row, incoming } : { kind: 'replaced', row, before, incoming };
  }

  #hang(spanId: string | null): readonly Change[] {
    const before = this.#open.get(spanId ?? '');
    if (before === undefined || before.status === 'hanging') return [];
    const row: Row = { ...before, status: 'hanging', seq: this.#table.nextSeq() };
    this.#table.update(before, row);
    this.#open.set(row.span_id, row);
    return [{ kind: 'updated', row, before }];
  }
}
