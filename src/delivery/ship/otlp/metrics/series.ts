/** One series of a duration: counts by bucket, and for each bucket the last span that fell into it. */
import type { Attributes, Exemplar } from '../encode/messages.js';
import { BOUNDS, bucketOf } from './bounds.js';
import type { DurationName } from './instruments.js';
import type { Measurement } from './measure.js';

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
    for (const [index, count] of state.buckets.entries()) this.buckets[index] = (this.buckets[index] ?? 0) + count;
  }

  exemplars(): Exemplar[] {
    return this.#exemplars.filter((it) => it !== undefined);
  }

  clearExemplars(): void {
    this.#exemplars.length = 0;
  }
}
