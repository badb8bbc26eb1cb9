/**
 * The metrics of this process, and of those that ended before they could send their last point: each is a stream of its
 * own, with its own resource and start.
 */
import type { ExemplarFilter, SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { MetricsRequest, Resource, Scope } from '../encode/messages.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { microseconds } from '../span/time.js';
import { Durations } from './durations.js';
import { metricsRequest } from './metrics-request.js';
import type { Snapshot } from './snapshot.js';

export interface ProcessMetricsOptions {
  readonly exemplars: ExemplarFilter;
  readonly sampler: SamplerSettings;
  readonly temporality: 'cumulative' | 'delta';
  readonly scope: Scope;
}

/** A state that can be sent, and what becomes of it. */
export interface PendingMetrics {
  readonly request: MetricsRequest;
  readonly state: Snapshot;
  /** How many changes it has. */
  readonly revision: number;
}

export class ProcessMetrics {
  readonly #options: ProcessMetricsOptions;
  readonly #durations: Durations;
  #resource: Resource | undefined;
  #startUs: number;
  #lastEventUs = 0;
  #dropped: Readonly<Record<string, number>> = {};
  #acknowledged: Snapshot | undefined;
  #revision = 0;
  #acknowledgedRevision = 0;

  /** `startUs` of a process that is gone is not known: it is the start of its first event. */
  constructor(options: ProcessMetricsOptions, startUs = Number.POSITIVE_INFINITY) {
    this.#options = options;
    this.#durations = new Durations(options.exemplars, options.sampler);
    this.#startUs = startUs;
  }

  /** Whether there is something that was not acknowledged. */
  get isChanged(): boolean {
    return this.#revision !== this.#acknowledgedRevision;
  }

  /** When the last event ended, microseconds since 1970. */
  get lastEventUs(): number {
    return this.#lastEventUs;
  }

  add(event: RecordedEvent, resource: Resource): void {
    const startUs = microseconds(event.started_at);
    this.#resource = resource;
    this.#startUs = Math.min(this.#startUs, startUs);
    this.#lastEventUs = Math.max(this.#lastEventUs, startUs + Math.round(event.duration_ms * 1000));
    this.#durations.add(event);
    this.#revision += 1;
  }

  restore({ startUs, timeUs, series, dropped }: Snapshot): void {
    this.#startUs = Math.min(this.#startUs, startUs);
    this.#lastEventUs = Math.max(this.#lastEventUs, timeUs);
    this.#durations.restore(series);
    this.#dropped = dropped;
    this.#revision += 1;
  }

  /** Lost events by reason, since the process started. */
  drop(dropped: Readonly<Record<string, number>>): void {
    this.#dropped = dropped;
  }

  snapshot(timeUs: number): Snapshot {
    const series = this.#durations.series.map(({ name, attributes, count, sum, min, max, buckets }) => ({
      name,
      attributes,
      count,
      sum,
      min,
      max,
      buckets: [...buckets],
    }));
    return { startUs: this.#startUs, timeUs, series, dropped: this.#dropped };
  }

  /** `undefined` when there is nothing to say. */
  pending(timeUs: number): PendingMetrics | undefined {
    if (this.#resource === undefined) return undefined;
    const { scope, temporality } = this.#options;
    const state = this.snapshot(timeUs);
    const request = metricsRequest(
      { ...state, series: this.#durations.series },
      { resource: this.#resource, scope, temporality, ...(this.#acknowledged ? { since: this.#acknowledged } : {}) },
    );
    return request === undefined ? undefined : { request, state, revision: this.#revision };
  }

  acknowledge({ state, revision }: PendingMetrics): void {
    this.#acknowledged = state;
    this.#acknowledgedRevision = revision;
    this.#durations.clearExemplars();
  }
}
