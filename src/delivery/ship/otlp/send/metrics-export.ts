/**
 * The metrics of every resource that events are counted for: this process's server or servers, and processes that ended
 * before they could send their last point. Sent at an interval that starts at a random moment, so that processes that
 * start together do not send together.
 */

import type { OtlpSettings } from '../../../../config/otlp/otlp-settings.js';
import { startIdleTimer, stopTimer } from '../../../../real-time.js';
import type { Resource, Scope } from '../encode/messages.js';
import { METRICS_REQUEST } from '../encode/shapes.js';
import { ProcessMetrics } from '../metrics/process-metrics.js';
import type { Resources } from '../resource/resources.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import type { SignalSender } from './signal-sender.js';

export interface MetricsExportOptions {
  readonly settings: Pick<OtlpSettings, 'exemplars' | 'sampler' | 'temporality' | 'metricIntervalMs'>;
  readonly resources: Resources;
  readonly scope: Scope;
  /** When this process started, microseconds since 1970. */
  readonly startUs: number;
  /** Lost events of this process by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  readonly onProblem: (text: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A host that makes up server names must not make streams without end. */
const MOST_STREAMS = 100;

export class MetricsExport {
  readonly #options: MetricsExportOptions;
  readonly #sender: SignalSender;
  readonly #streams = new Map<Resource, ProcessMetrics>();
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;

  constructor(options: MetricsExportOptions, sender: SignalSender) {
    this.#options = options;
    this.#sender = sender;
    this.#schedule(options.random() * options.settings.metricIntervalMs);
  }

  count(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const resource = this.#options.resources.of(event);
      this.#stream(resource)?.add(event, resource);
    }
  }

  /** Sends the state of every stream. Never rejects: what does not arrive is part of the next state. */
  async export(): Promise<void> {
    const { now, resources } = this.#options;
    if (now() < this.#notBefore) return;
    let isFirst = true;
    for (const [resource, stream] of this.#streams) {
      const isOwn = resources.isOwn(resource);
      if (isOwn && isFirst) stream.drop(this.#options.dropped());
      isFirst &&= !isOwn;
      // A process that is gone has nothing more to say once its last point has arrived.
      if (!isOwn && !stream.isChanged) this.#streams.delete(resource);
      else await this.#send(stream, isOwn ? now() * 1000 : stream.lastEventUs);
    }
  }

  close(): void {
    stopTimer(this.#timer);
    this.#sender.close();
  }

  async #send(stream: ProcessMetrics, timeUs: number): Promise<void> {
    const pending = stream.pending(timeUs);
    if (pending === undefined) return;
    const result = await this.#sender.send(METRICS_REQUEST, pending.request);
    if (result.status === 'delivered') {
      stream.acknowledge(pending);
      if (result.message !== '') this.#options.onProblem(`metrics: the receiver says: ${result.message}`);
      return;
    }
    if (result.status === 'retryable') this.#notBefore = this.#options.now() + (result.pauseMs ?? 0);
    else this.#options.onProblem(`metrics were not accepted: ${result.why}`);
  }

  #stream(resource: Resource): ProcessMetrics | undefined {
    const known = this.#streams.get(resource);
    if (known !== undefined || this.#streams.size >= MOST_STREAMS) return known ?? this.#streams.values().next().value;
    const { settings, scope, startUs, resources } = this.#options;
    const stream = new ProcessMetrics({ ...settings, scope }, resources.isOwn(resource) ? startUs : undefined);
    this.#streams.set(resource, stream);
    return stream;
  }

  #schedule(afterMs: number): void {
    this.#timer = startIdleTimer(async () => {
      await this.export();
      this.#schedule(this.#options.settings.metricIntervalMs);
    }, afterMs);
  }
}
