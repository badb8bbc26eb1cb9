/** One series of a duration: counts by bucket, and for each bucket the last span that fell into it. */
import type { Attributes, Exemplar } from '../encode/messages.js';
import { BOUNDS, bucketOf } from './bounds.js';
import type { DurationName } from './instruments.js';
import type { Measurement } from './measure.js';

/** The shortest and the longest, in seconds. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The numbers alone: what a snapshot keeps. */
export interface SeriesState {
  readonly name: DurationName;
  readonly attributes: Attributes;
  readonly count: number;
  /** Seconds. */
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly buckets: readonly number[];
  /** Of what the receiver has not acknowledged; `null` when it has all. The counts above are since the start. */
  readonly recent: Range | null;
}

export class Series implements SeriesState {
  readonly name: DurationName;
  readonly attributes: Attributes;
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  readonly buckets: number[] = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  readonly #exemplars: Array<Exemplar | undefined> = [];
  /** What is on its way, and what came since. */
  #sent: Range | null = null;
  #unsent: Range | null = null;

  constructor(name: DurationName, attributes: Attributes) {
    this.name = name;
    this.attributes = attributes;
  }

  add({ seconds, timeUs, span }: Measurement, hasExemplar: boolean): void {
    const bucket = bucketOf(seconds);
    this.count += 1;
    this.sum += seconds;
    this.min = Math.min(this.min, seconds);
    this.max = Math.max(this.max, seconds);
    this.#unsent = join(this.#unsent, { min: seconds, max: seconds });
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    if (!hasExemplar) return;
    this.#exemplars[bucket] = { timeUs, asDouble: seconds, traceId: span.traceId, spanId: span.spanId };
  }

  /** Adds what was counted before, in a snapshot. */
  restore(state: SeriesState): void {
    this.count += state.count;
    this.sum += state.sum;
    this.min = Math.min(this.min, state.min);
    this.max = Math.max(this.max, state.max);
    this.#unsent = join(this.#unsent, state.recent);
    for (const [index, count] of state.buckets.entries()) this.buckets[index] = (this.buckets[index] ?? 0) + count;
  }

  get recent(): Range | null {
    return join(this.#sent, this.#unsent);
  }

  send(): void {
    this.#sent = this.recent;
    this.#unsent = null;
  }

  acknowledge(): void {
    this.#sent = null;
  }

  exemplars(): Exemplar[] {
    return this.#exemplars.filter((it) => it !== undefined);
  }

  clearExemplars(): void {
    this.#exemplars.length = 0;
  }
}

function join(one: Range | null, other: Range | null): Range | null {
  if (one === null || other === null) return one ?? other;
  return { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) };
}
