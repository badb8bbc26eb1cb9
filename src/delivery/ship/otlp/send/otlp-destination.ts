/**
 * OTLP/HTTP as a destination: events in, spans out with each batch and metrics from time to time. An event is counted
 * once, when its batch is done with, delivered or not; that of the last batch is not waited for.
 */

import type { OtlpSettings } from '../../../../config/otlp/otlp-settings.js';
import type { SignalSettings } from '../../../../config/otlp/signal.js';
import type { PayloadMode } from '../../../../model.js';
import type { Destination, Outcome } from '../../destination.js';
import type { Post } from '../../http/post.js';
import type { Scope } from '../encode/messages.js';
import { SPAN, TRACE_REQUEST } from '../encode/shapes.js';
import { parseState, type StreamState } from '../metrics/snapshot.js';
import type { Resources } from '../resource/resources.js';
import { traceRequest } from '../span/trace-request.js';
import { fewRemarks } from './few-remarks.js';
import { MetricsExport, type StateStore } from './metrics-export.js';
import { type PreparedEvent, PreparedEvents } from './prepared-events.js';
import type { Result } from './response.js';
import { SignalSender } from './signal-sender.js';

export interface OtlpOptions {
  readonly settings: OtlpSettings;
  readonly payloads: PayloadMode;
  readonly resources: Resources;
  readonly scope: Scope;
  /** When this process started, microseconds since 1970. */
  readonly startUs: number;
  readonly openPost: (settings: SignalSettings) => Promise<Post>;
  /** A receiver's warning, or metrics that it did not take. */
  readonly onProblem: (text: string) => void;
  /** Lost events of this process by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  /** See `MetricsExportOptions`. */
  readonly onHeld: (isHeld: boolean) => void;
  readonly store: StateStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export class OtlpDestination implements Destination {
  readonly #options: OtlpOptions;
  readonly #prepared: PreparedEvents;
  readonly #traces: SignalSender | undefined;
  readonly #metrics: MetricsExport | undefined;
  #areSpansWaiting = false;

  constructor(given: OtlpOptions) {
    const options = { ...given, onProblem: fewRemarks(given.onProblem) };
    const { traces, metrics } = options.settings;
    const senderTo = (settings: SignalSettings) =>
      new SignalSender({
        settings,
        userAgent: `${options.scope.name}/${options.scope.version}`,
        openPost: () => options.openPost(settings),
        now: options.now,
        random: options.random,
      });
    this.#options = options;
    this.#prepared = new PreparedEvents(options);
    this.#traces = traces === undefined ? undefined : senderTo(traces);
    const areSpansWaiting = () => this.#areSpansWaiting;
    this.#metrics =
      metrics === undefined ? undefined : new MetricsExport({ ...options, areSpansWaiting }, senderTo(metrics));
  }

  prepare(lines: readonly Uint8Array[]): void {
    try {
      for (const line of lines) {
        const { span } = this.#prepared.of(line) ?? {};
        if (span !== undefined) this.#traces?.prepare(SPAN, span);
      }
    } catch {
      // Said when they are sent.
    }
  }

  async send(lines: readonly Uint8Array[], isLast = false): Promise<Outcome> {
    try {
      return await this.#deliver(lines, isLast);
    } catch (error) {
      return { status: 'rejected', why: `they cannot be encoded: ${String(error)}`, quota: undefined };
    }
  }

  /** Connects, ahead of the first request. */
  open(): void {
    this.#traces?.open();
    this.#metrics?.open();
  }

  /** Sends the metrics that have changed; for the end of the process. */
  async flush(hasAdopted = false): Promise<void> {
    await this.#metrics?.flush(hasAdopted);
  }

  close(): void {
    this.#traces?.close();
    this.#metrics?.close();
  }

  async #deliver(lines: readonly Uint8Array[], isLast: boolean): Promise<Outcome> {
    const events: PreparedEvent[] = [];
    const states: StreamState[] = [];
    for (const line of lines) {
      const event = this.#prepared.of(line);
      const state = event === undefined ? parseState(Buffer.from(line).toString()) : undefined;
      if (event !== undefined) events.push(event);
      else if (state !== undefined) states.push(state);
    }
    const unreadable = lines.length - events.length - states.length;
    const sending = this.#sendSpans(events);
    if (isLast && states.length === 0) {
      // The process waits for both: they go together. First the spans, which are on their way when this turn ends.
      await new Promise((resolve) => setImmediate(resolve));
      this.#metrics?.sendWith(events);
    }
    const result = await sending;
    this.#areSpansWaiting = result.status === 'retryable';
    if (result.status !== 'retryable') this.#metrics?.count(events, states);
    if (result.status !== 'retryable' && result.message !== '') {
      this.#options.onProblem(`the receiver says: ${result.message}`);
    }
    if (result.status === 'rejected') return { status: 'rejected', why: result.why, quota: undefined };
    if (result.status === 'retryable') return { ...result, quota: undefined };
    return { status: 'delivered', refused: Math.min(lines.length, result.rejected + unreadable), quota: undefined };
  }

  async #sendSpans(events: readonly PreparedEvent[]): Promise<Result> {
    const batch = traceRequest(events);
    if (this.#traces === undefined || batch === undefined) return { status: 'delivered', rejected: 0, message: '' };
    return this.#traces.send(TRACE_REQUEST, batch.request);
  }
}
