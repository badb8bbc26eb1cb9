/**
 * Takes batches from the backlog to the destination, one at a time: when to send, when to try again, when to
 * give up. Knows neither files nor HTTP.
 */
import type { DropReason, QuotaInfo } from '../../model.js';
import type { Destination, Outcome } from './destination.js';
import type { Sleeper } from './sleeper.js';

export interface PumpBatch {
  readonly lines: readonly Buffer[];
  readonly isDurable: boolean;
  readonly isAdopted: boolean;
}

export interface PumpSource<B extends PumpBatch> {
  nextBatch(limit: { events: number; bytes: number }): Promise<B | undefined>;
  ack(batch: B): void;
}

export interface PumpReports<B extends PumpBatch> {
  delivered(count: number, batch: B): void;
  dropped(reason: DropReason, count: number, batch: B): void;
  quota(quota: QuotaInfo): void;
  /** An attempt that did not deliver. */
  failed(outcome: Exclude<Outcome, { status: 'delivered' }>): void;
}

export interface PumpOptions<B extends PumpBatch> {
  readonly source: PumpSource<B>;
  readonly destination: Destination;
  readonly maxBatchEvents: number;
  readonly flushIntervalMs: number;
  readonly sleeper: Sleeper;
  /** Lines of this process that wait. */
  readonly waiting: () => number;
  /** Asks for `wake` as soon as `count` lines of this process wait. */
  readonly wakeAt: (count: number) => void;
  readonly reports: PumpReports<B>;
}

export interface Pump {
  wake(): void;
  /** Sends what waits without further delay; resolves when it is gone, or when a try has failed. */
  flush(): Promise<void>;
  close(): void;
}

const MAX_BATCH_BYTES = 1024 * 1024;
const RETRY_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

export function createPump<B extends PumpBatch>(options: PumpOptions<B>): Pump {
  const { source, destination, sleeper, waiting, reports } = options;
  const limit = { events: options.maxBatchEvents, bytes: MAX_BATCH_BYTES };
  let flushes: Array<() => void> = [];
  let failures = 0;
  let isPaused = false;
  let isClosed = false;

  function endFlush(): void {
    const done = flushes;
    flushes = [];
    for (const resolve of done) resolve();
  }

  /** Lines are few: give others the time to join them. */
  async function gather(): Promise<void> {
    if (flushes.length > 0 || waiting() === 0) return;
    options.wakeAt(limit.events);
    await sleeper.sleep(options.flushIntervalMs, ['wake', 'flush']);
  }

  async function idle(): Promise<void> {
    // Lines that are there and cannot be read (yet) must not become a busy loop.
    if (waiting() > 0) return sleeper.sleep(options.flushIntervalMs, ['flush']);
    options.wakeAt(1);
    await sleeper.sleep(undefined, ['wake', 'flush']);
  }

  /** Nothing is sent for `ms`; a flush ends the wait, but not a pause that the endpoint asked for. */
  async function hold(ms: number): Promise<void> {
    endFlush();
    await sleeper.sleep(ms, isPaused ? [] : ['flush']);
    isPaused = false;
  }

  async function attempt(batch: B): Promise<Outcome> {
    const outcome = await destination.send(batch.lines);
    if (outcome.quota !== undefined) reports.quota(outcome.quota);
    if (outcome.status !== 'delivered') reports.failed(outcome);
    return outcome;
  }

  async function attemptTwice(batch: B): Promise<Outcome> {
    const outcome = await attempt(batch);
    if (outcome.status !== 'retryable' || outcome.pauseMs !== undefined || flushes.length > 0) return outcome;
    await sleeper.sleep(RETRY_MS, ['flush']);
    return attempt(batch);
  }

  async function ship(batch: B): Promise<void> {
    const outcome = await attemptTwice(batch);
    switch (outcome.status) {
      case 'delivered':
        failures = 0;
        source.ack(batch);
        reports.delivered(batch.lines.length - outcome.refused, batch);
        if (outcome.refused > 0) reports.dropped('rejected', outcome.refused, batch);
        return;
      case 'rejected':
        source.ack(batch);
        reports.dropped('rejected', batch.lines.length, batch);
        return;
      case 'retryable':
        return keepOrDrop(batch, outcome.pauseMs);
    }
  }

  async function keepOrDrop(batch: B, pauseMs: number | undefined): Promise<void> {
    if (pauseMs !== undefined) {
      isPaused = true;
      return hold(pauseMs);
    }
    if (batch.isDurable || flushes.length > 0) {
      failures += 1;
      return hold(Math.min(RETRY_MS * 2 ** failures, LONGEST_BACKOFF_MS));
    }
    source.ack(batch);
    reports.dropped('unreachable', batch.lines.length, batch);
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      if (waiting() < limit.events) await gather();
      const batch = isClosed ? undefined : await source.nextBatch(limit);
      if (flushes.length > 0 && (batch === undefined || batch.isAdopted)) endFlush();
      if (batch !== undefined) await ship(batch);
      else if (!isClosed) await idle();
    }
    endFlush();
  }

  void run();
  return {
    wake: () => sleeper.interrupt('wake'),
    flush() {
      if (isPaused || isClosed) return Promise.resolve();
      return new Promise((resolve) => {
        flushes.push(resolve);
        sleeper.interrupt('flush');
      });
    },
    close() {
      isClosed = true;
      sleeper.interrupt('close');
    },
  };
}
