/**
 * Every event to every destination. Each delivery has its own queue, worker and counts, so that one whose receiver is
 * down, slow or paused changes nothing for the others.
 */
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import type { Ledger } from '../../ledger.js';
import type { Audience } from '../../model.js';
import { nowMs } from '../../real-time.js';
import type { Delivery } from './delivery.js';
import type { OtlpDelivery } from './otlp-delivery.js';

/** The delivery to MCPWatch, or to `mcpwatch dev`. */
export type MainDelivery = Pick<OtlpDelivery, 'delivery' | 'ledger' | 'taken'>;

export class Deliveries {
  readonly #main: MainDelivery;
  readonly #otlp: OtlpDelivery | undefined;
  readonly #all: readonly Delivery[];

  constructor(main: MainDelivery, otlp: OtlpDelivery | undefined) {
    this.#main = main;
    this.#otlp = otlp;
    this.#all = otlp === undefined ? [main.delivery] : [main.delivery, otlp.delivery];
  }

  /** Where spans and metrics are sent; empty when they are not. */
  get otlpAddresses(): readonly string[] {
    return this.#otlp?.addresses ?? [];
  }

  /** How calls are traced; `undefined` when no spans are sent. */
  get tracing(): TraceSettings | undefined {
    return this.#otlp?.tracing;
  }

  /** Whether metrics are sent, which count what sampling leaves out too. */
  get countsAll(): boolean {
    return this.#otlp?.hasMetrics ?? false;
  }

  /** An event that sampling has left out, for the metrics alone. */
  appendToCount(line: Buffer): void {
    if (this.#otlp === undefined) return;
    this.#otlp.ledger.captured();
    this.#otlp.delivery.append(line);
  }

  /** Whether any destination takes such events. */
  takes(audience: Audience): boolean {
    return this.#main.taken.has(audience) || this.#otlp?.taken.has(audience) === true;
  }

  /** Where such an event is counted as captured, before it is given to `append`. */
  ledgerOf(audience: Audience): Ledger {
    return this.#main.taken.has(audience) || this.#otlp === undefined ? this.#main.ledger : this.#otlp.ledger;
  }

  /** See `Delivery.append`. */
  append(line: Buffer, spanId: string, audience: Audience): void {
    const isForMain = this.#main.taken.has(audience);
    give(this.#main, isForMain, line, spanId);
    if (this.#otlp === undefined) return;
    const isForOtlp = this.#otlp.taken.has(audience);
    if (isForMain && isForOtlp) this.#otlp.ledger.captured();
    give(this.#otlp, isForOtlp, line, spanId);
  }

  async flush(timeoutMs: number): Promise<boolean> {
    const results = await Promise.all(this.#all.map((delivery) => delivery.flush(timeoutMs)));
    return results.every(Boolean);
  }

  /** See `Delivery.flushSync`; `timeoutMs` for all together: all send while the first is waited for. */
  flushSync(timeoutMs: number, onLongWait?: () => void): void {
    const begunMs = nowMs();
    // The one that takes longer goes first.
    if (this.#otlp !== undefined) for (const delivery of this.#all.toReversed()) delivery.beginFlush();
    for (const delivery of this.#all) delivery.flushSync(timeoutMs - (nowMs() - begunMs), onLongWait);
  }

  /** Takes over what processes and threads that have ended have left, for every destination. */
  adopt(): void {
    for (const delivery of this.#all) delivery.adopt();
  }

  /** See `LastWords`; for every destination. */
  begin(spanId: string, record: Buffer): void {
    for (const { lastWords } of this.#all) lastWords.begin(spanId, record);
  }

  end(spanId: string): void {
    for (const { lastWords } of this.#all) lastWords.end(spanId);
  }

  leaveWill(key: string, line: Buffer): void {
    for (const { lastWords } of this.#all) lastWords.leaveWill(key, line);
  }

  withdrawWill(key: string): void {
    for (const { lastWords } of this.#all) lastWords.withdrawWill(key);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((delivery) => delivery.close()));
  }
}

/** A destination that does not take the event has to know that its span has ended. */
function give({ delivery }: MainDelivery, isTaken: boolean, line: Buffer, spanId: string): void {
  if (isTaken) delivery.append(line, spanId);
  else delivery.lastWords.end(spanId);
}
