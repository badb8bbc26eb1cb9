/**
 * The rows of a live list: sorted by time, nested under their call, bounded. Pure: what is shown is derived from
 * `visible`, and rows that arrive while the reader reads are withheld until they are let in.
 */
import type { Row, RowWithChildren } from '../api/types.js';
import { momentOf } from '../format/moment.js';

/** A row at its place in the list. */
export interface PlacedRow {
  readonly row: Row;
  readonly depth: 0 | 1;
  /** Equal rows in succession that this one stands for, itself included. */
  readonly repeats: number;
}

const MAX_ROWS = 10_000;
/** So many equal rows in succession fold into one. */
const FOLD_FROM = 3;

export class RowList {
  readonly #tops = new Map<number, Row>();
  /** Keys of the top rows, newest first, without those of `#unplaced`. */
  #order: readonly number[] = [];
  /** Keys of top rows that have come since the list was last read. Sorting everything for each of them takes too long. */
  #unplaced: number[] = [];
  /** Rows under the top row with this span. */
  readonly #children = new Map<string, Map<number, Row>>();
  readonly #matches: ((row: Row) => boolean) | undefined;

  /** `matches`: of a filtered list. A nested row may match while its call does not: then it stands alone. */
  constructor(matches?: (row: Row) => boolean) {
    this.#matches = matches;
  }

  get size(): number {
    return this.#tops.size;
  }

  /** Adds rows, or replaces those with the same key. */
  put(rows: readonly RowWithChildren[]): void {
    for (const { children = [], ...row } of rows) {
      this.#put(row, this.#matches === undefined ? this.#placeOf(row) : this.#tops);
      for (const child of children) this.#put(child, this.#matches?.(child) ? this.#tops : this.#placeOf(child));
    }
    if (this.#tops.size > MAX_ROWS) for (const dropped of this.#inOrder().slice(MAX_ROWS)) this.#forget(dropped);
    this.#order = this.#order.slice(0, MAX_ROWS);
  }

  /** By key. The list's order leaves out what is not there. */
  remove(keys: readonly number[]): void {
    for (const key of keys) {
      this.#tops.delete(key);
      for (const children of this.#children.values()) children.delete(key);
    }
  }

  has(key: number): boolean {
    return this.#tops.has(key);
  }

  /** The start of the oldest row; `undefined` in an empty list. */
  get oldest(): string | undefined {
    return this.#inOrder().at(-1)?.started_at;
  }

  /**
   * Top rows, each followed by what is nested under it. `order`: which end has the newest. `expanded`: keys of folded rows
   * that are shown one by one.
   */
  placed(order: 'newest-first' | 'oldest-first', expanded: ReadonlySet<number> = new Set()): readonly PlacedRow[] {
    const placed: PlacedRow[] = [];
    const { tops, under } = this.#nested(order === 'newest-first' ? this.#inOrder() : this.#inOrder().toReversed());
    for (let at = 0; at < tops.length; ) {
      const row = tops[at];
      if (row === undefined) break;
      const repeats = expanded.has(row.key) ? 1 : this.#repeatsFrom(tops, at);
      const isFolded = repeats >= FOLD_FROM;
      placed.push({ row, depth: 0, repeats: isFolded ? repeats : 1 });
      const children = new Map([...(this.#children.get(row.span_id) ?? []), ...(under.get(row.span_id) ?? [])]);
      for (const child of [...children.values()].sort(oldestFirst)) placed.push({ row: child, depth: 1, repeats: 1 });
      at += isFolded ? repeats : 1;
    }
    return placed;
  }

  /** `under`: rows that match and whose call does too, by the call's span. */
  #nested(rows: readonly Row[]): {
    readonly tops: readonly Row[];
    readonly under: ReadonlyMap<string, [number, Row][]>;
  } {
    const under = new Map<string, [number, Row][]>();
    if (this.#matches === undefined) return { tops: rows, under };
    const spans = new Set(rows.filter(({ nested }) => !nested).map(({ span_id }) => span_id));
    const tops = rows.filter((row) => {
      if (!row.nested || row.parent_span_id === null || !spans.has(row.parent_span_id)) return true;
      const own = under.get(row.parent_span_id) ?? [];
      under.set(row.parent_span_id, own);
      own.push([row.key, row]);
      return false;
    });
    return { tops, under };
  }

  #inOrder(): readonly Row[] {
    const rowOf = (key: number) => this.#tops.get(key);
    if (this.#unplaced.length > 0) {
      const isNewer = (one: number, other: number) => compared(rowOf(one), rowOf(other)) < 0;
      this.#order = merged(
        this.#unplaced.sort((a, b) => compared(rowOf(a), rowOf(b))),
        this.#order,
        isNewer,
      );
      this.#unplaced = [];
    }
    return this.#order.map(rowOf).filter((row) => row !== undefined);
  }

  /** A nested row is kept under its parent's span, whether the parent is here yet or not. */
  #placeOf({ nested, parent_span_id: parent }: Row): Map<number, Row> {
    return nested && parent !== null ? this.#childrenOf(parent) : this.#tops;
  }

  #put(row: Row, rows: Map<number, Row>): void {
    const known = rows.get(row.key);
    if (known === undefined && rows === this.#tops) this.#unplaced.push(row.key);
    if (known === undefined || known.seq <= row.seq) rows.set(row.key, row);
  }

  #childrenOf(span: string): Map<number, Row> {
    const found = this.#children.get(span) ?? new Map<number, Row>();
    this.#children.set(span, found);
    return found;
  }

  #forget(row: Row): void {
    this.#tops.delete(row.key);
    this.#children.delete(row.span_id);
  }

  #repeatsFrom(tops: readonly Row[], start: number): number {
    const first = tops[start];
    if (first === undefined || this.#children.has(first.span_id)) return 1;
    let end = start + 1;
    while (isRepeat(first, tops[end])) end += 1;
    return end - start;
  }
}

/** What a polling client does again and again: everything but tool calls, and only where nothing went wrong. */
function isRepeat(first: Row, other: Row | undefined): boolean {
  return (
    other !== undefined &&
    first.event_type !== 'tool_call' &&
    first.status === 'ok' &&
    other.status === 'ok' &&
    first.event_name === other.event_name &&
    first.mcp_method === other.mcp_method &&
    first.session_id === other.session_id
  );
}

const compared = (a: Row | undefined, b: Row | undefined): number =>
  a === undefined || b === undefined ? 0 : newestFirst(a, b);

/** Both are in order; `few` are placed among `many`. */
function merged(
  few: readonly number[],
  many: readonly number[],
  isBefore: (one: number, other: number) => boolean,
): readonly number[] {
  const all: number[] = [];
  let at = 0;
  for (const one of few) {
    for (let next = many[at]; next !== undefined && !isBefore(one, next); next = many[at]) {
      all.push(next);
      at += 1;
    }
    all.push(one);
  }
  return all.concat(many.slice(at));
}

function newestFirst(a: Row, b: Row): number {
  const [one, other] = [momentOf(a), momentOf(b)];
  return one === other ? b.key - a.key : one < other ? 1 : -1;
}
const oldestFirst = (a: Row, b: Row): number => -newestFirst(a, b);
