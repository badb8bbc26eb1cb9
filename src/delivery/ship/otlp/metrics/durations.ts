/**
 * The durations of one server, as cumulative histograms. Series are limited: past the limit, measurements are counted in
 * one series of their metric with `otel.metric.overflow` (specification/metrics/sdk.md, "Cardinality limits").
 */
import type { ExemplarFilter, SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { Attributes } from '../encode/messages.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import type { Budget } from './budget.js';
import type { DurationName } from './instruments.js';
import { isList, KnownNames } from './known-names.js';
import { type Measurement, measure } from './measure.js';
import { Series, type SeriesState } from './series.js';
import { seriesKey } from './series-key.js';

const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

export interface DurationsOptions {
  readonly exemplars: ExemplarFilter;
  readonly sampler: SamplerSettings;
  /** Shared with the other servers. Room for the series that take what is too much is reserved there (`RESERVED_SERIES`). */
  readonly budget: Budget;
}

export class Durations {
  readonly #series = new Map<string, Series>();
  readonly #names: KnownNames;
  readonly #options: DurationsOptions;
  #taken = 0;

  constructor(options: DurationsOptions) {
    this.#options = options;
    this.#names = new KnownNames(options.budget.names);
  }

  /** Counts `event`; once, however often its delivery is tried. `measurement`: what it adds. */
  add(event: RecordedEvent, measurement = measure(event, this.#options.sampler)): void {
    const known = measurement === undefined ? undefined : this.#series.get(measurement.key);
    // The names of a series that there is are known; a list has more.
    if (known === undefined || isList(event)) this.#names.learn(event);
    if (measurement === undefined) return;
    const { name, attributes } = measurement;
    const series = known ?? this.#find(name, this.#names.limit(attributes));
    series.add(measurement, this.#isExemplar(measurement));
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

  /** What was counted so far is on its way to the receiver. */
  send(): void {
    for (const series of this.#series.values()) series.send();
  }

  /** What was on its way has arrived. */
  acknowledge(): void {
    for (const series of this.#series.values()) series.acknowledge();
  }

  /** Gives back what it has taken. It must not be used any more. */
  release(): void {
    this.#options.budget.series.giveBack(this.#taken);
    this.#names.release();
  }

  #isExemplar({ span }: Measurement): boolean {
    const { exemplars } = this.#options;
    return exemplars === 'always_on' || (exemplars === 'trace_based' && span.isSampled);
  }

  #find(name: DurationName, attributes: Attributes): Series {
    const key = seriesKey(name, attributes);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (attributes['otel.metric.overflow'] !== true) {
      if (!this.#options.budget.series.take()) return this.#find(name, OVERFLOW);
      this.#taken += 1;
    }
    const series = new Series(name, attributes);
    this.#series.set(key, series);
    return series;
  }
}
