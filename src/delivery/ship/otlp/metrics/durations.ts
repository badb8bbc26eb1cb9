/**
 * The durations of a process, as cumulative histograms. Series are limited: past the limit, measurements are counted in
 * one series of their metric with `otel.metric.overflow` (specification/metrics/sdk.md, "Cardinality limits").
 */
import type { ExemplarFilter, SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { Attributes } from '../encode/messages.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { DURATIONS, type DurationName } from './instruments.js';
import { KnownNames } from './known-names.js';
import { type Measurement, measure } from './measure.js';
import { Series, type SeriesState } from './series.js';

/** Of all metrics together; each has room for one overflow series within it. */
export const MOST_SERIES = 2000;
const LAST_ORDINARY = MOST_SERIES - Object.keys(DURATIONS).length;
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

export class Durations {
  readonly #series = new Map<string, Series>();
  readonly #names = new KnownNames();
  readonly #filter: ExemplarFilter;
  readonly #sampler: SamplerSettings;

  constructor(filter: ExemplarFilter, sampler: SamplerSettings) {
    this.#filter = filter;
    this.#sampler = sampler;
  }

  /** Counts `event`; once, however often its delivery is tried. */
  add(event: RecordedEvent): void {
    this.#names.learn(event);
    const measurement = measure(event, this.#sampler);
    if (measurement === undefined) return;
    const { name, attributes } = measurement;
    this.#find(name, this.#names.limit(attributes)).add(measurement, this.#isExemplar(measurement));
  }

  restore(states: readonly SeriesState[]): void {
    for (const state of states) {
      this.#names.know(state.attributes);
      this.#find(state.name, state.attributes).restore(state);
    }
  }

  get series(): readonly Series[] {
    return [...this.#series.values()];
  }

  clearExemplars(): void {
    for (const series of this.#series.values()) series.clearExemplars();
  }

  #isExemplar({ span }: Measurement): boolean {
    return this.#filter === 'always_on' || (this.#filter === 'trace_based' && span.isSampled);
  }

  #find(name: DurationName, attributes: Attributes): Series {
    const key = seriesKey(name, attributes);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const isOver = this.#series.size >= LAST_ORDINARY && attributes !== OVERFLOW;
    if (isOver) return this.#find(name, OVERFLOW);
    const series = new Series(name, attributes);
    this.#series.set(key, series);
    return series;
  }
}

/** Attributes come from one table, always in its order. */
export function seriesKey(name: DurationName, attributes: Attributes): string {
  return JSON.stringify([name, attributes]);
}
