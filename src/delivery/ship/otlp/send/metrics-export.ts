/**
 * The metrics of every server that events are counted for: of this process, and of processes that ended before they
 * could send their last point. Sent at an interval that starts at a random moment, so that processes that start together
 * do not send together. Their state is kept where it survives this process.
 */

import type { OtlpSettings } from '../../../../config/otlp/otlp-settings.js';
import { startIdleTimer, stopTimer } from '../../../../real-time.js';
import type { Scope } from '../encode/messages.js';
import { METRICS_REQUEST } from '../encode/shapes.js';
import type { CountedEvent, ProcessMetrics } from '../metrics/process-metrics.js';
import { Servers } from '../metrics/servers.js';
import { formatState, parseState, type StreamState } from '../metrics/snapshot.js';
import type { Resources, Source } from '../resource/resources.js';
import type { SignalSender } from './signal-sender.js';

/** Lines that outlive the process. None of its methods throws. */
export interface StateStore {
  /** What an earlier thread of this process has written. */
  read(): readonly string[];
  /** Replaces what was written before. */
  write(lines: readonly string[]): void;
  delete(): void;
}

export interface MetricsExportOptions {
  readonly settings: Pick<OtlpSettings, 'exemplars' | 'sampler' | 'temporality' | 'metricIntervalMs'>;
  readonly resources: Resources;
  readonly scope: Scope;
  /** When this process started, microseconds since 1970. */
  readonly startUs: number;
  /** Lost events of this process by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  readonly onProblem: (text: string) => void;
  /** Whether spans are not taken for now either, which is reported. */
  readonly areSpansWaiting: () => boolean;
  /** Called with `true` when there is something that `flush` should send, and with `false` when there is not. */
  readonly onHeld: (isHeld: boolean) => void;
  readonly store: StateStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** An event and the server that it is counted for. */
export type MeasuredEvent = CountedEvent & { readonly source: Source };

/**
 * What the store has. `kept`: all that has been counted and acknowledged. `behind`: not yet. `forgotten`: nothing, because
 * all that there was had arrived, and nothing was counted since.
 */
type Memory = 'kept' | 'behind' | 'forgotten';

export class MetricsExport {
  readonly #options: MetricsExportOptions;
  readonly #sender: SignalSender;
  readonly #servers: Servers;
  /** Ids of events that were counted before their batch was done with. */
  readonly #early = new Set<string>();
  #memory: Memory = 'kept';
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;
  #failuresInRow = 0;
  /** The last export that was begun: one at a time, or a state would be sent twice. */
  #exported: Promise<void> = Promise.resolve();

  constructor(options: MetricsExportOptions, sender: SignalSender) {
    this.#options = options;
    this.#sender = sender;
    this.#servers = new Servers({ ...options, ...options.settings });
    this.#restore(options.store.read().map(parseState));
    this.#schedule(options.random() * options.settings.metricIntervalMs);
  }

  /** Connects ahead of the next request. */
  open(): void {
    this.#sender.open();
  }

  /**
   * Counts a batch, before it is acknowledged: whoever takes over after a crash in between finds the state and the batch,
   * and counts nothing twice.
   */
  count(events: readonly MeasuredEvent[], states: readonly StreamState[]): void {
    this.#restore(states);
    if (!events.every(({ event }) => this.#early.has(event.event_id))) this.#add(events);
    for (const { event } of events) this.#early.delete(event.event_id);
    this.#keep();
  }

  /** Counts a batch that is being sent, and sends the metrics at the same time. The batch may come again. */
  sendWith(events: readonly MeasuredEvent[]): void {
    this.#add(events);
    for (const { event } of events) this.#early.add(event.event_id);
    void this.#export(({ isChanged }) => isChanged);
    // While the receiver works.
    setImmediate(() => this.#keep());
  }

  /**
   * Sends what has changed; afterwards nothing is kept of what has arrived, unless events of processes that are gone still
   * wait: whoever takes those over has to go on from here. Never rejects.
   */
  async flush(hasAdopted: boolean): Promise<void> {
    await this.#export(({ isChanged }) => isChanged);
    const hasArrived = this.#early.size === 0 && !this.#hasNews;
    if (!hasArrived || (hasAdopted && this.#servers.hasEnded)) this.#keep();
    else this.#forget();
    if (hasArrived) this.#options.onHeld(false);
  }

  close(): void {
    stopTimer(this.#timer);
    this.#sender.close();
  }

  #add(events: readonly MeasuredEvent[]): void {
    for (const measured of events) {
      const { event, source } = measured;
      const isCounted = this.#early.has(event.event_id);
      this.#servers.of(source).add(measured, events, isCounted);
      if (!isCounted) this.#memory = 'behind';
    }
  }

  get #hasNews(): boolean {
    return this.#servers.all.some(({ isChanged }) => isChanged);
  }

  /** Not what has arrived and is forgotten: an export that ends after the last flush would leave it to a next process. */
  #keep(): void {
    if (this.#memory === 'kept' || (this.#memory === 'forgotten' && !this.#hasNews)) return;
    this.#memory = 'kept';
    this.#options.store.write(this.#state());
    this.#options.onHeld(true);
  }

  #forget(): void {
    this.#memory = 'forgotten';
    this.#options.store.delete();
  }

  #restore(states: readonly (StreamState | undefined)[]): void {
    for (const state of states) {
      if (state === undefined) continue;
      this.#servers.restore(state);
      this.#memory = 'behind';
    }
  }

  #state(): string[] {
    return this.#servers.all.map((metrics) => formatState(metrics.state()));
  }

  #export(isDue: (stream: ProcessMetrics) => boolean): Promise<void> {
    this.#exported = this.#exported.then(() => this.#exportNow(isDue));
    return this.#exported;
  }

  /** What does not arrive is part of the next state. */
  async #exportNow(isDue: (stream: ProcessMetrics) => boolean): Promise<void> {
    const { now, dropped } = this.#options;
    if (now() < this.#notBefore) return;
    this.#servers.own?.drop(dropped());
    for (const metrics of this.#servers.all.filter(isDue)) {
      if (this.#memory === 'kept') this.#memory = 'behind';
      if (!(await this.#send(metrics, metrics.source.isOwn ? now() * 1000 : metrics.lastEventUs))) break;
    }
  }

  /** `false`: there is no point in sending more now. */
  async #send(stream: ProcessMetrics, timeUs: number): Promise<boolean> {
    const pending = stream.pending(timeUs);
    if (pending === undefined) return true;
    const result = await this.#sender.send(METRICS_REQUEST, pending.request);
    this.#failuresInRow = result.status === 'retryable' ? this.#failuresInRow + 1 : 0;
    if (result.status === 'delivered') {
      stream.acknowledge(pending);
      // A difference must not be sent again; whoever dies here sends the next ones.
      if (this.#options.settings.temporality === 'delta') this.#keep();
      const { rejected, message } = result;
      if (rejected > 0)
        this.#options.onProblem(`metrics: the receiver rejects some: ${message || 'it does not say why'}`);
      else if (message !== '') this.#options.onProblem(`metrics: the receiver says: ${message}`);
      return true;
    }
    if (result.status === 'retryable') {
      this.#notBefore = this.#options.now() + (result.pauseMs ?? 0);
      this.#reportOutage(result.why);
      return false;
    }
    stream.giveUp(pending);
    const { why, message } = result;
    this.#options.onProblem(
      `metrics were not accepted: ${why}${message === '' ? '' : `; the receiver says: ${message}`}`,
    );
    return true;
  }

  /** One failure is nothing to speak of, and what has been said of the spans need not be said of the metrics. */
  #reportOutage(why: string): void {
    const { onProblem, areSpansWaiting } = this.#options;
    if (this.#failuresInRow > 1 && !areSpansWaiting()) onProblem(`metrics are not accepted for now: ${why}`);
  }

  #schedule(afterMs: number): void {
    this.#timer = startIdleTimer(async () => {
      await this.#export(({ source, isChanged }) => source.isOwn || isChanged);
      this.#keep();
      this.#schedule(this.#options.settings.metricIntervalMs);
    }, afterMs);
  }
}
