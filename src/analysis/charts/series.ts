/** Counts and latencies over time, in equal intervals: what the charts show. */
import { isFailed, isOpen, isOperation, type Row, type RowStatus } from '../rows/row.js';
import { BUCKETS, bucketOf, quantileOf } from './histogram.js';

export interface Intervals {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly points: number;
}

export type SeriesBy = 'none' | 'server' | 'tool' | 'status';

export type SeriesKey = Readonly<Partial<Record<'server_name' | 'event_name' | 'status', string>> & { other?: true }>;

export interface Series {
  readonly key: SeriesKey;
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly p50_ms: readonly (number | null)[];
  readonly p95_ms: readonly (number | null)[];
  readonly p99_ms: readonly (number | null)[];
}

/** Part of a row that a series needs; a roll-up has it too. */
export interface Counted {
  readonly event_type: string;
  readonly server_name: string;
  readonly event_name: string;
  readonly status: RowStatus;
  readonly started_ms: number;
  /** They started within so many milliseconds, from `started_ms` on. */
  readonly slot_ms: number;
  /** How many calls each bucket has; empty buckets are left out. */
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

export function totalOf({ buckets }: Counted): number {
  return buckets.reduce((sum, [, count]) => sum + count, 0);
}

/** As many as have a colour of their own in a chart. */
const MAX_SERIES = 8;

export function countedOf(row: Row): Counted | undefined {
  if (!isOperation(row) || isOpen(row)) return undefined;
  const { event_type, server_name, event_name, status, started_ms, duration_ms } = row;
  return { event_type, server_name, event_name, status, started_ms, slot_ms: 1, buckets: [[bucketOf(duration_ms), 1]] };
}

const KEYS: Readonly<Record<SeriesBy, (counted: Counted) => SeriesKey>> = {
  none: () => ({}),
  server: ({ server_name }) => ({ server_name }),
  tool: ({ server_name, event_name }) => ({ server_name, event_name }),
  status: ({ status }) => ({ status }),
};

/** The same text for the same key, and cheaper than the key. */
const NAMES: Readonly<Record<SeriesBy, (counted: Counted) => string>> = {
  none: () => '',
  server: ({ server_name }) => server_name,
  tool: ({ server_name, event_name }) => `${server_name}\u0000${event_name}`,
  status: ({ status }) => status,
};

class Line {
  readonly key: SeriesKey;
  readonly calls: number[];
  readonly errors: number[];
  /** By interval, made when the first call falls into it. */
  readonly #buckets: (number[] | undefined)[];
  total = 0;

  constructor(key: SeriesKey, points: number) {
    this.key = key;
    this.calls = Array<number>(points).fill(0);
    this.errors = Array<number>(points).fill(0);
    this.#buckets = Array<number[] | undefined>(points).fill(undefined);
  }

  add(at: number, counted: Counted): void {
    const count = totalOf(counted);
    this.calls[at] = (this.calls[at] ?? 0) + count;
    this.total += count;
    if (isFailed(counted)) this.errors[at] = (this.errors[at] ?? 0) + count;
    for (const [bucket, own] of counted.buckets) this.#addTo(at, bucket, own);
  }

  join(other: Line): void {
    for (const [at, count] of other.calls.entries()) this.calls[at] = (this.calls[at] ?? 0) + count;
    for (const [at, count] of other.errors.entries()) this.errors[at] = (this.errors[at] ?? 0) + count;
    for (const [at, buckets] of other.#buckets.entries()) {
      for (const [bucket, count] of (buckets ?? []).entries()) if (count > 0) this.#addTo(at, bucket, count);
    }
  }

  #addTo(at: number, bucket: number, count: number): void {
    let buckets = this.#buckets[at];
    if (buckets === undefined) {
      buckets = Array<number>(BUCKETS).fill(0);
      this.#buckets[at] = buckets;
    }
    buckets[bucket] = (buckets[bucket] ?? 0) + count;
  }

  result(): Series {
    const { key, calls, errors } = this;
    const quantiles = (share: number) =>
      this.#buckets.map((buckets) => (buckets === undefined ? null : quantileOf(buckets, share)));
    return { key, calls, errors, p50_ms: quantiles(0.5), p95_ms: quantiles(0.95), p99_ms: quantiles(0.99) };
  }
}

export class SeriesBuilder {
  readonly #intervals: Intervals;
  readonly #keyOf: (counted: Counted) => SeriesKey;
  readonly #nameOf: (counted: Counted) => string;
  readonly #lines = new Map<string, Line>();

  constructor(by: SeriesBy, intervals: Intervals) {
    this.#intervals = intervals;
    this.#keyOf = KEYS[by];
    this.#nameOf = NAMES[by];
  }

  add(counted: Counted): void {
    const { fromMs, stepMs, points } = this.#intervals;
    const at = Math.floor((counted.started_ms - fromMs) / stepMs);
    if (at < 0 || at >= points) return;
    const name = this.#nameOf(counted);
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = new Line(this.#keyOf(counted), points);
      this.#lines.set(name, line);
    }
    line.add(at, counted);
  }

  /** The largest first, and of the same size by name; beyond the eighth the rest is one line. */
  result(): readonly Series[] {
    const lines = [...this.#lines]
      .sort(([a, { total: ofA }], [b, { total: ofB }]) => ofB - ofA || (a < b ? -1 : 1))
      .map(([, line]) => line);
    const rest = lines.splice(MAX_SERIES);
    if (rest.length > 0) {
      const other = new Line({ other: true }, this.#intervals.points);
      for (const line of rest) other.join(line);
      lines.push(other);
    }
    return lines.map((line) => line.result());
  }
}
