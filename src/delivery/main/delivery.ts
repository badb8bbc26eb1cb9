/**
 * Delivery as the main thread sees it: a line handed in is stored before `append` returns, and a worker
 * thread, started later, brings it to the endpoint. Wires spool and ship; all else is in their folders.
 */
import { isLoopback, type Settings } from '../../config.js';
import type { Diagnostics, Ledger } from '../../diagnostics.js';
import type { DropReason, OnDrop, QuotaInfo } from '../../model.js';
import { nowMs, startTimer, stopTimer } from '../../real-time.js';
import { SDK } from '../../version.js';
import { countWaiting, createSlots, REASONS, SLOT, type SpoolSetup, type ToMain, type WorkerSetup } from '../link.js';
import { openFolder } from '../spool/format/folder.js';
import { withoutBreak } from '../spool/format/line-text.js';
import { createOwner } from '../spool/format/owner.js';
import { spoolDestination } from '../spool/format/recipient.js';
import { SPOOL_LIMITS, type SpoolLimits } from '../spool/format/spool-limits.js';
import { createClaims } from '../spool/write/claims.js';
import { createMemoryQueue } from '../spool/write/memory-queue.js';
import { createSpoolWriter, type SpoolWriter } from '../spool/write/writer.js';
import { loadWorkerSource } from './worker-start.js';
import { createWorkerThread } from './worker-thread.js';

export interface Delivery {
  /**
   * Stores one event, a JSON object on one line with its line break, and keeps nothing of `line` itself. Never throws.
   * On disk when it returns, in disk mode.
   */
  append(line: Buffer): void;
  /** Sends what waits; `true` when nothing is left. Resolves after `timeoutMs` at the latest. */
  flush(timeoutMs: number): Promise<boolean>;
  /**
   * The same for the end of the process: blocks this thread, for `timeoutMs` at most. Calls `onLongWait` on the way,
   * when the wait is long and all that waits is on disk.
   */
  flushSync(timeoutMs: number, onLongWait?: () => void): boolean;
  /** As the endpoint told it last. */
  readonly quota: QuotaInfo | null;
  /** Calls `listener` each time that the quota's status has changed. */
  onQuotaChange(listener: QuotaListener): void;
  report(): DeliveryReport;
  /** Stops the worker; what waits on disk stays there for the next process. */
  close(): Promise<void>;
}

/** May be async: what it throws and how it rejects is contained. */
export type QuotaListener = (info: QuotaInfo) => unknown;

/** `captured = delivered + waiting + dropped`, at all times. */
export interface DeliveryReport {
  readonly captured: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Events of earlier processes that this one has taken care of; in none of the numbers above. */
  readonly adopted: {
    readonly delivered: number;
    readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  };
}

export interface DeliveryOptions {
  readonly settings: Settings;
  readonly diagnostics: Diagnostics;
  /** Whoever makes an event counts it as captured here, once; losses before `append` are counted here too. */
  readonly ledger: Ledger;
  readonly limits?: SpoolLimits;
  /** The worker's program. */
  readonly loadSource?: () => string;
}

const LOSS_TEXT: Readonly<Partial<Record<DropReason, string>>> = {
  queue_full: 'more wait for delivery than may; the oldest go first (queue_full)',
  rejected: 'the endpoint does not accept them (rejected)',
  too_large: 'one is larger than a segment may be (too_large)',
  unreachable: 'the endpoint cannot be reached, and there is no disk for them to wait on (unreachable)',
  deadline: 'the process ends before the endpoint has answered, and there is no disk for them to wait on (deadline)',
  expired: 'they have waited for too long (expired)',
  spool_error: 'they cannot be stored or read again (spool_error)',
};

/** How long a disk that failed is left alone. */
const DISK_RETRY_MS = 60_000;

/** An endpoint in good health has answered by then; npm makes two signals of one Ctrl-C, and both have come. */
const LONG_WAIT_MS = 500;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { settings, diagnostics, ledger, limits = SPOOL_LIMITS, loadSource = loadWorkerSource } = options;
  const slots = createSlots();
  const add = (slot: number, count: number) => void Atomics.add(slots, slot, count);
  const memory = createMemoryQueue(settings.maxQueue, () => withdraw('queue_full', 1));
  const thread = createWorkerThread({
    loadSource,
    setup: describeWork,
    onMessage: receive,
    onDeath: threadDied,
  });
  const quotaListeners: QuotaListener[] = [];
  const flushEnds = new Map<number, () => void>();
  const seen = new Int32Array(slots.length);

  let disk: { setup: SpoolSetup; writer: SpoolWriter } | undefined | 'not asked' = 'not asked';
  let diskFailedAt = Number.NEGATIVE_INFINITY;
  let quota: QuotaInfo | null = null;
  let appended = 0;
  let lastFlush = 0;
  let delivered = 0;
  let isShippable = true;

  /** Counted always, said once for each reason. */
  function lose(reason: DropReason, count: number): void {
    if (count === 0) return;
    ledger.drop(reason, count);
    diagnostics.once(`lost ${reason}`, `events are being lost: ${LOSS_TEXT[reason] ?? reason}`);
  }

  /** Lines that were stored, and are lost without the worker's doing. */
  function withdraw(reason: DropReason, count: number): void {
    if (count === 0) return;
    lose(reason, count);
    add(SLOT.withdrawn, count);
  }

  function openDisk(): { setup: SpoolSetup; writer: SpoolWriter } | undefined {
    if (settings.spool.kind === 'memory') return undefined;
    const { dir } = settings.spool;
    const folder = openFolder(dir);
    if (folder.status === 'refused') {
      diagnostics.once('spool', `events wait in memory only and may be lost: ${folder.why}`);
      return undefined;
    }
    const destination = spoolDestination(settings.endpoint, settings.apiKey);
    const owner = createOwner();
    const claims = createClaims(slots.subarray(SLOT.claims, SLOT.claims + 3));
    const onDrop: OnDrop = (reason, count) => withdraw(reason, count);
    const writer = createSpoolWriter({ dir, owner, destination, claims, limits, onDrop });
    return { setup: { dir, owner, destination, limits }, writer };
  }

  function store(line: Buffer): void {
    if (disk === 'not asked') disk = openDisk();
    if (disk === undefined || nowMs() - diskFailedAt < DISK_RETRY_MS) {
      remember(line);
      return;
    }
    const outcome = disk.writer.append(line);
    if (outcome.status !== 'failed') return;
    diskFailedAt = nowMs();
    diagnostics.once('spool', `cannot write to ${disk.setup.dir} (${outcome.why}); events wait in memory`);
    remember(line);
  }

  function remember(line: Buffer): void {
    if (!isShippable) {
      withdraw('unreachable', 1);
      return;
    }
    memory.push(withoutBreak(line));
    Atomics.store(slots, SLOT.memoryQueued, memory.queued);
  }

  function append(line: Buffer): void {
    try {
      store(line);
    } catch (error) {
      lose('spool_error', 1);
      diagnostics.debug(`an event is lost: ${String(error)}`);
      return;
    }
    appended = (appended + 1) | 0;
    Atomics.store(slots, SLOT.appended, appended);
    try {
      if (!thread.isRunning) thread.startSoon();
      else if (((appended - Atomics.load(slots, SLOT.wakeAt)) | 0) >= 0) wake();
    } catch (error) {
      // What is stored is delivered with the next event, or at the end.
      diagnostics.debug(`the worker thread was not woken: ${String(error)}`);
    }
  }

  /** Once: the worker sets the number anew when it wants to be woken again. */
  function wake(): void {
    Atomics.store(slots, SLOT.wakeAt, (appended + 0x3fffffff) | 0);
    syncLedger();
    thread.post({ kind: 'wake' });
  }

  function describeWork(): Omit<WorkerSetup, 'port'> {
    syncLedger();
    return {
      slots,
      endpoint: settings.endpoint,
      apiKey: settings.apiKey,
      isLoopback: isLoopback(new URL(settings.endpoint).hostname),
      maxBatchSize: settings.maxBatchSize,
      flushIntervalMs: settings.flushIntervalMs,
      sdk: SDK,
      spool: typeof disk === 'object' ? disk.setup : undefined,
    };
  }

  /** Brings the worker's numbers into the ledger, and the ledger's to the worker, to be reported. */
  function syncLedger(): void {
    delivered += news(SLOT.delivered);
    memory.settle(news(SLOT.memorySettled));
    for (const [index, reason] of REASONS.entries()) lose(reason, news(SLOT.droppedByWorker + index));
    const { dropped } = ledger.counts;
    for (const [index, reason] of REASONS.entries()) Atomics.store(slots, SLOT.lost + index, dropped[reason] ?? 0);
  }

  /** How much a number of the worker's has grown since last asked. */
  function news(slot: number): number {
    const value = Atomics.load(slots, slot);
    const growth = (value - (seen[slot] ?? 0)) | 0;
    seen[slot] = value;
    return growth;
  }

  function receive(message: ToMain): void {
    syncLedger();
    switch (message.kind) {
      case 'pull':
        giveLines(Math.min(message.count, settings.maxQueue));
        break;
      case 'flushed':
        flushEnds.get(message.id)?.();
        break;
      case 'quota':
        learnQuota(message.quota);
        break;
      case 'problem':
        diagnostics.once(message.key, message.text);
        break;
      case 'debug':
        diagnostics.debug(message.text);
        break;
      case 'lost':
        // Said for the ledger's sake alone.
        break;
    }
  }

  function giveLines(count: number): void {
    thread.post({ kind: 'lines', lines: memory.take(count) });
    Atomics.store(slots, SLOT.memoryQueued, memory.queued);
  }

  function learnQuota(next: QuotaInfo): void {
    const isChanged = quota?.status !== next.status;
    const isWorthSaying = quota !== null || next.status !== 'ok';
    quota = next;
    if (!isChanged) return;
    if (isWorthSaying) diagnostics.error(`quota ${next.status}: ${next.remaining} of ${next.limit} events remain`);
    for (const listener of quotaListeners) {
      callListener(listener, next);
    }
  }

  /** An async listener's rejection would end the host. */
  function callListener(listener: QuotaListener, info: QuotaInfo): void {
    const onError = (error: unknown) => diagnostics.once('quota', `the quota listener threw: ${String(error)}`);
    try {
      Promise.resolve(listener(info)).catch(onError);
    } catch (error) {
      onError(error);
    }
  }

  function threadDied(why: string, isFinal: boolean): void {
    syncLedger();
    // What it had in hand is gone; on disk nothing is.
    withdraw('unreachable', memory.inHand);
    memory.settle(memory.inHand);
    Atomics.store(slots, SLOT.flushed, lastFlush);
    for (const end of flushEnds.values()) end();
    if (!isFinal) {
      diagnostics.debug(`the worker thread has died (${why}); it is started again`);
      return;
    }
    isShippable = false;
    withdraw('unreachable', memory.take(memory.queued).length);
    memory.settle(memory.inHand);
    const fate = typeof disk === 'object' ? `events wait in ${disk.setup.dir} for the next process` : 'events are lost';
    diagnostics.once('worker', `there is no worker thread to deliver events (${why}); ${fate}`);
  }

  async function flush(timeoutMs: number): Promise<boolean> {
    if (countWaiting(slots) === 0 || !thread.start()) return countWaiting(slots) === 0;
    lastFlush += 1;
    const id = lastFlush;
    await new Promise<void>((resolve) => {
      // Not unref'd: whoever awaits a flush wants it to happen.
      const timer = startTimer(resolve, timeoutMs);
      flushEnds.set(id, () => {
        stopTimer(timer);
        resolve();
      });
      thread.post({ kind: 'flush', id });
    });
    flushEnds.delete(id);
    syncLedger();
    return countWaiting(slots) === 0;
  }

  function flushSync(timeoutMs: number, onLongWait?: () => void): boolean {
    try {
      if (countWaiting(slots) > 0 && timeoutMs > 0) blockUntilFlushed(timeoutMs, onLongWait);
      endMemory();
      const isDone = countWaiting(slots) === 0;
      if (typeof disk === 'object') disk.writer.seal(isDone);
      sayReport();
      return isDone;
    } catch (error) {
      diagnostics.once('flush', `the last flush failed: ${String(error)}`);
      return false;
    }
  }

  function blockUntilFlushed(timeoutMs: number, onLongWait?: () => void): void {
    const begunMs = nowMs();
    if (!thread.start()) return;
    syncLedger();
    if (memory.queued > 0) giveLines(memory.queued);
    lastFlush += 1;
    thread.post({ kind: 'flush', id: lastFlush });
    const leftMs = timeoutMs - (nowMs() - begunMs);
    if (!waitForFlush(Math.min(leftMs, LONG_WAIT_MS)) && leftMs > LONG_WAIT_MS) {
      syncLedger();
      if (memory.queued + memory.inHand === 0) onLongWait?.();
      waitForFlush(leftMs - LONG_WAIT_MS);
    }
    thread.drain();
    syncLedger();
  }

  /** Blocks; answers whether the flush has ended. */
  function waitForFlush(timeoutMs: number): boolean {
    const deadline = nowMs() + timeoutMs;
    for (;;) {
      const done = Atomics.load(slots, SLOT.flushed);
      if (done >= lastFlush) return true;
      const left = deadline - nowMs();
      // Not by the clock alone: it may have been faked before we were loaded.
      if (left <= 0 || Atomics.wait(slots, SLOT.flushed, done, left) === 'timed-out') return false;
    }
  }

  /** Memory ends with the process. */
  function endMemory(): void {
    const lost = memory.queued + memory.inHand;
    if (lost === 0) return;
    memory.take(memory.queued);
    memory.settle(memory.inHand);
    Atomics.store(slots, SLOT.memoryQueued, 0);
    withdraw('deadline', lost);
  }

  function sayReport(): void {
    const { captured, waiting, dropped } = report();
    const losses = Object.entries(dropped).map(([reason, count]) => `, ${count} ${reason}`);
    diagnostics.debug(`captured ${captured} = delivered ${delivered}, waiting ${waiting}${losses.join('')}`);
  }

  function report(): DeliveryReport {
    syncLedger();
    const { captured, dropped } = ledger.counts;
    const adoptedDropped: Partial<Record<DropReason, number>> = {};
    for (const [index, reason] of REASONS.entries()) {
      const count = Atomics.load(slots, SLOT.adoptedDropped + index);
      if (count > 0) adoptedDropped[reason] = count;
    }
    const adopted = { delivered: Atomics.load(slots, SLOT.adoptedDelivered), dropped: adoptedDropped };
    return { captured, delivered, waiting: countWaiting(slots), dropped, adopted };
  }

  return {
    append,
    flush,
    flushSync,
    get quota() {
      return quota;
    },
    onQuotaChange: (listener) => void quotaListeners.push(listener),
    report,
    async close() {
      if (typeof disk === 'object') disk.writer.seal(countWaiting(slots) === 0);
      await thread.close();
    },
  };
}
