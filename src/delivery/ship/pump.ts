/**
 * Sends batches from the backlog to the destination, one at a time: when to send, when to retry, when to give up.
 * Knows neither files nor HTTP.
 */
import type { DropReason, QuotaInfo } from '../../model.js';
import { nowMs } from '../../real-time.js';
import { type Backlog, type Batch, type BatchLimit, MAX_BATCH_BYTES } from '../batch.js';
import type { Destination, Failure, Outcome } from './destination.js';
import { RETRY_AFTER_MS, retryOnce } from './retry-once.js';
import type { Sleeper } from './sleeper.js';
import { NO_SPREAD, type Spread } from './spread.js';

export interface PumpReports {
  delivered(count: number, batch: Batch): void;
  dropped(reason: DropReason, count: number, batch: Batch): void;
  quota(quota: QuotaInfo): void;
  /** An attempt that did not deliver. `isFinal`: the process may end now, and the batch is left to the next one. */
  failed(failure: Failure, isFinal: boolean): void;
}

export interface PumpOptions {
  readonly backlog: Backlog;
  readonly destination: Destination;
  readonly maxBatchEvents: number;
  /** So many do not wait for others, unless there was a request a moment ago; by default as many as a batch holds. */
  readonly enoughEvents?: number;
  readonly flushIntervalMs: number;
  readonly sleeper: Sleeper;
  /** Lines of this process that wait. */
  readonly waiting: () => number;
  /** Asks for `wake` as soon as `count` lines of this process wait. */
  readonly wakeAt: (count: number) => void;
  readonly reports: PumpReports;
  /** Spreads what many processes would do at the same moment; by default every wait has its full length. */
  readonly spread?: Spread;
}

/** Where a batch may hold more than is enough, requests begin no more often than this, unless they are large already. */
const BETWEEN_REQUESTS_MS = 250;
const LARGE_BYTES = MAX_BATCH_BYTES / 2;
const LONGEST_BACKOFF_MS = 60_000;
/** Of a batch that waits for more, this much at most is left to do at the end of the process, and not much at once. */
const PREPARE_EVERY_MS = 100;

export class Pump {
  readonly #options: PumpOptions;
  readonly #limit: BatchLimit;
  readonly #enough: number;
  /** When the last request began, unless it was large. */
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #flushes: Array<() => void> = [];
  #failuresInRow = 0;
  /** The endpoint asked for a pause. */
  #isPaused = false;
  /** There was an outage, and what has piled up is not sent yet. */
  #isCatchingUp = false;
  #isClosed = false;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#limit = { events: options.maxBatchEvents, bytes: MAX_BATCH_BYTES };
    this.#enough = options.enoughEvents ?? options.maxBatchEvents;
  }

  /** Sends until `close`. */
  async run(): Promise<void> {
    const { backlog, waiting } = this.#options;
    while (!this.#isClosed) {
      if (this.#enough < this.#limit.events) await this.#space();
      if (waiting() < this.#enough) await this.#gather();
      const batch = this.#isClosed ? undefined : await backlog.nextBatch(this.#limit);
      if (this.#isFlushing && (batch === undefined || batch.isAdopted)) this.#endFlush();
      if (batch !== undefined) await this.#ship(batch);
      else if (!this.#isClosed) await this.#idle();
      await this.#pace(batch);
    }
    this.#endFlush();
  }

  wake(): void {
    this.#options.sleeper.interrupt('wake');
  }

  /** Sends what waits without further delay; resolves when nothing is left, or when an attempt has failed. */
  flush(): Promise<void> {
    if (this.#isPaused || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushes.push(resolve);
      this.#options.sleeper.interrupt('flush');
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#options.sleeper.interrupt('close');
  }

  get #spread(): Spread {
    return this.#options.spread ?? NO_SPREAD;
  }

  get #isFlushing(): boolean {
    return this.#flushes.length > 0;
  }

  #endFlush(): void {
    const ended = this.#flushes;
    this.#flushes = [];
    for (const resolve of ended) resolve();
  }

  /** Under load: few large requests. */
  async #space(): Promise<void> {
    const { waiting, wakeAt, sleeper } = this.#options;
    const leftMs = this.#sentAtMs + BETWEEN_REQUESTS_MS - nowMs();
    if (this.#isFlushing || leftMs <= 0 || waiting() >= this.#limit.events) return;
    wakeAt(this.#limit.events);
    await sleeper.sleep(leftMs, ['wake', 'flush']);
  }

  /** With few lines waiting: give others the time to join them. */
  async #gather(): Promise<void> {
    const { backlog, destination, waiting, wakeAt, sleeper, flushIntervalMs } = this.#options;
    if (this.#isFlushing || waiting() === 0) return;
    wakeAt(this.#enough);
    let leftMs = this.#spread.gatherMs(flushIntervalMs);
    do {
      const ms = destination.prepare === undefined ? leftMs : Math.min(leftMs, PREPARE_EVERY_MS);
      if ((await sleeper.sleep(ms, ['wake', 'flush'])) === 'interrupted') return;
      destination.prepare?.(backlog.peek?.(this.#limit) ?? []);
      leftMs -= ms;
    } while (leftMs > 0);
  }

  /** After an outage all processes have much to send: none of them sends it at once. */
  async #pace(batch: Batch | undefined): Promise<void> {
    if (batch === undefined) this.#isCatchingUp = false;
    const isDue = this.#isCatchingUp && this.#failuresInRow === 0 && !this.#isFlushing && !this.#isClosed;
    const ms = isDue ? this.#spread.paceMs() : 0;
    if (ms > 0) await this.#options.sleeper.sleep(ms, ['flush']);
  }

  async #idle(): Promise<void> {
    const { waiting, wakeAt, sleeper, flushIntervalMs } = this.#options;
    // Lines that wait but cannot be read (yet) must not cause a busy loop.
    if (waiting() > 0) {
      await sleeper.sleep(flushIntervalMs, ['flush']);
      return;
    }
    wakeAt(1);
    await sleeper.sleep(undefined, ['wake', 'flush']);
  }

  /** Nothing is sent for `ms`. A flush ends the wait, unless the endpoint asked for it. */
  async #hold(ms: number): Promise<void> {
    this.#endFlush();
    await this.#options.sleeper.sleep(ms, this.#isPaused ? [] : ['flush']);
    this.#isPaused = false;
  }

  async #attempt(batch: Batch): Promise<Outcome> {
    const { destination, reports, waiting } = this.#options;
    const bytes = batch.lines.reduce((sum, { length }) => sum + length, 0);
    this.#sentAtMs = bytes < LARGE_BYTES ? nowMs() : Number.NEGATIVE_INFINITY;
    const isLast = this.#isFlushing && !batch.isAdopted && waiting() <= batch.lines.length;
    const outcome = await destination.send(batch.lines, isLast);
    if (outcome.quota !== undefined) reports.quota(outcome.quota);
    if (outcome.status !== 'delivered') reports.failed(outcome, this.#isFlushing && batch.isDurable);
    return outcome;
  }

  async #ship(batch: Batch): Promise<void> {
    const { backlog, reports, sleeper } = this.#options;
    const outcome = await retryOnce(
      () => this.#attempt(batch),
      async (ms) => {
        if (this.#isFlushing) return false;
        await sleeper.sleep(this.#spread.backoffMs(ms), ['flush']);
        return true;
      },
    );
    switch (outcome.status) {
      case 'delivered':
        this.#failuresInRow = 0;
        backlog.ack(batch);
        reports.delivered(batch.lines.length - outcome.refused, batch);
        if (outcome.refused > 0) reports.dropped('rejected', outcome.refused, batch);
        return;
      case 'rejected':
        backlog.ack(batch);
        reports.dropped('rejected', batch.lines.length, batch);
        return;
      case 'retryable':
        return this.#keepOrDrop(batch, outcome.pauseMs);
    }
  }

  async #keepOrDrop(batch: Batch, pauseMs: number | undefined): Promise<void> {
    const { backlog, reports } = this.#options;
    if (pauseMs !== undefined) {
      this.#isPaused = true;
      return this.#hold(pauseMs);
    }
    if (batch.isDurable || this.#isFlushing) {
      this.#failuresInRow += 1;
      this.#isCatchingUp = true;
      const longestMs = Math.min(RETRY_AFTER_MS * 2 ** this.#failuresInRow, LONGEST_BACKOFF_MS);
      return this.#hold(this.#spread.backoffMs(longestMs));
    }
    backlog.ack(batch);
    reports.dropped('unreachable', batch.lines.length, batch);
  }
}
