/**
 * The metrics of one server in one process: of this one, or of one that ended before it could send its last point. Each
 * is a stream of its own, with its own resource and start.
 */
import type { ExemplarFilter, SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { MetricsRequest, Scope } from '../encode/messages.js';
import type { Source } from '../resource/resources.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { microseconds } from '../span/time.js';
import type { Budget } from './budget.js';
import { Durations } from './durations.js';
import type { Measurement } from './measure.js';
import { metricsRequest } from './metrics-request.js';
import { absorbedBy, absorbedId, type Snapshot, type StreamState } from './snapshot.js';

export interface ProcessMetricsOptions {
  readonly exemplars: ExemplarFilter;
  readonly sampler: SamplerSettings;
  readonly temporality: 'cumulative' | 'delta';
  readonly scope: Scope;
  readonly budget: Budget;
}

/** What an event adds. */
export interface CountedEvent {
  readonly event: RecordedEvent;
  readonly measurement: Measurement | undefined;
}

/** A state that can be sent, and what becomes of it. */
export interface PendingMetrics {
  readonly request: MetricsRequest;
  readonly state: Snapshot;
  /** How many changes it has. */
  readonly revision: number;
}

export class ProcessMetrics {
  readonly source: Source;
  readonly #options: ProcessMetricsOptions;
  #durations: Durations;
  #startUs: number;
  #lastEventUs = 0;
  #dropped: Readonly<Record<string, number>> = {};
  #acknowledged: Snapshot | undefined;
  #revision = 0;
  #sentRevision = 0;
  /** Of the batch that was counted last. */
  #lastCounted: string[] = [];
  #lastBatch: object | undefined;
  /** What the process had counted, and may come again because it could not say so any more. */
  #countedBefore: Set<string> | undefined;

  /** `startUs` of a process that is gone may not be known: then it is the start of its first event. */
  constructor(options: ProcessMetricsOptions, source: Source, startUs = Number.POSITIVE_INFINITY) {
    this.source = source;
    this.#options = options;
    this.#durations = new Durations(options);
    this.#startUs = startUs;
  }

  /** Whether there is something that was not acknowledged. */
  get isChanged(): boolean {
    return this.#revision !== this.#sentRevision;
  }

  /** When the last event ended, microseconds since 1970. */
  get lastEventUs(): number {
    return this.#lastEventUs;
  }

  /** `batch`: that which the event came with. `isCounted`: the event came before, with one that was not delivered. */
  add({ event, measurement }: CountedEvent, batch: object, isCounted = false): void {
    const wasCounted = this.#countedBefore?.delete(event.event_id) === true;
    if (batch !== this.#lastBatch) this.#lastCounted = [];
    this.#lastBatch = batch;
    this.#lastCounted.push(event.event_id);
    if (isCounted || wasCounted) return;
    const startUs = microseconds(event.started_at);
    this.#startUs = Math.min(this.#startUs, startUs);
    this.#lastEventUs = Math.max(this.#lastEventUs, startUs + Math.round(event.duration_ms * 1000));
    this.#durations.add(event, measurement);
    this.#revision += 1;
  }

  /** Goes on from `state`, which another thread or process has left. Of two that tell of the same time, one is used. */
  restore({ counts, revision, sentRevision, lastCounted, acknowledged }: StreamState): void {
    if (this.#countedBefore !== undefined && revision <= this.#revision) return;
    if (this.#countedBefore !== undefined) this.#forget();
    this.#countedBefore = new Set(lastCounted);
    this.#lastCounted = [...lastCounted];
    this.#startUs = Math.min(this.#startUs, counts.startUs);
    this.#lastEventUs = Math.max(this.#lastEventUs, counts.timeUs);
    this.#durations.restore(counts.series);
    this.#dropped = counts.dropped;
    this.#revision += revision;
    this.#sentRevision = sentRevision;
    this.#acknowledged = acknowledged ?? undefined;
  }

  #forget(): void {
    this.release();
    this.#durations = new Durations(this.#options);
    this.#revision = 0;
  }

  /** Adds `state`, of a server that is not told apart from others. `Servers` sees to it that it comes once. */
  absorb(state: StreamState): void {
    const { counts, revision } = state;
    this.#lastCounted = [...this.#lastCounted, absorbedId(state), ...absorbedBy(state)];
    this.#startUs = Math.min(this.#startUs, counts.startUs);
    this.#lastEventUs = Math.max(this.#lastEventUs, counts.timeUs);
    this.#durations.restore(counts.series);
    const lost = { ...this.#dropped };
    for (const [reason, count] of Object.entries(counts.dropped)) lost[reason] = (lost[reason] ?? 0) + count;
    this.#dropped = lost;
    this.#revision += revision;
  }

  /** Gives back what it has taken from the budget. */
  release(): void {
    this.#durations.release();
  }

  /** Lost events by reason, since the process started. */
  drop(dropped: Readonly<Record<string, number>>): void {
    const isNews = Object.entries(dropped).some(([reason, count]) => count !== this.#dropped[reason]);
    if (isNews) this.#revision += 1;
    this.#dropped = dropped;
  }

  snapshot(timeUs: number): Snapshot {
    const isDelta = this.#options.temporality === 'delta';
    const series = this.#durations.series.map(({ name, attributes, count, sum, min, max, buckets, recent }) => ({
      name,
      attributes,
      count,
      sum,
      min,
      max,
      buckets: [...buckets],
      recent: isDelta ? recent : null,
    }));
    return { startUs: this.#startUs, timeUs, series, dropped: this.#dropped };
  }

  /** For the spool. */
  state(): StreamState {
    return {
      key: this.source.key,
      resource: this.source.resource.attributes,
      counts: this.snapshot(this.#lastEventUs),
      revision: this.#revision,
      sentRevision: this.#sentRevision,
      lastCounted: [...new Set([...this.#lastCounted, ...(this.#countedBefore ?? [])])],
      acknowledged: this.#options.temporality === 'delta' ? (this.#acknowledged ?? null) : null,
    };
  }

  /** What is to be sent now, until it is acknowledged or given up; `undefined` when there is nothing to say. */
  pending(timeUs: number): PendingMetrics | undefined {
    if (this.#revision === 0) return undefined;
    const { scope, temporality } = this.#options;
    const { resource } = this.source;
    const state = this.snapshot(timeUs);
    const request = metricsRequest(
      { ...state, series: this.#durations.series },
      { resource, scope, temporality, ...(this.#acknowledged ? { since: this.#acknowledged } : {}) },
    );
    if (request === undefined) return undefined;
    this.#durations.send();
    return { request, state, revision: this.#revision };
  }

  acknowledge(pending: PendingMetrics): void {
    this.#acknowledged = pending.state;
    this.#durations.acknowledge();
    this.giveUp(pending);
  }

  /** It is not sent again. */
  giveUp({ revision }: PendingMetrics): void {
    this.#sentRevision = revision;
    this.#durations.clearExemplars();
  }
}
