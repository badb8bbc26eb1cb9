/**
 * Delivery from the main thread's point of view: a line is stored before `append` returns, and a worker thread, started
 * later, sends it to the endpoint. Wires the parts in this folder.
 */
import { errorText } from '../../error-text.js';
import { nowMs } from '../../real-time.js';
import { Counters } from '../counters.js';
import type { ToMain } from '../link.js';
import { SPOOL_LIMITS } from '../spool/format/spool-limits.js';
import { recipientFor, targetOf } from '../target.js';
import { Accounts } from './accounts.js';
import type { DeliveryOptions } from './delivery-options.js';
import { type DeliveryReport, describeReport } from './delivery-report.js';
import { Flushes } from './flushes.js';
import { LastWords } from './last-words.js';
import { LineStore } from './line-store.js';
import { type QuotaListener, QuotaWatch } from './quota-watch.js';
import { Standby } from './standby.js';
import { describeWork } from './worker-setup.js';
import { loadWorkerSource } from './worker-start.js';
import { WorkerThread } from './worker-thread.js';

/** Far enough ahead not to be reached before the worker sets the number again. */
const NEVER = 0x3fffffff;

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #counters: Counters;
  readonly #accounts: Accounts;
  readonly #store: LineStore;
  readonly #thread: WorkerThread;
  readonly #flushes: Flushes;
  readonly #quota: QuotaWatch;
  readonly lastWords: LastWords;

  constructor(options: DeliveryOptions) {
    const { settings, diagnostics, ledger, limits = SPOOL_LIMITS, loadSource = loadWorkerSource } = options;
    const { target = targetOf(settings) } = options;
    const counters = new Counters(options.counters);
    const { claims, memoryQueued, memoryHeld, flushed } = counters;
    this.#options = options;
    this.#counters = counters;
    this.#accounts = new Accounts({ counters, ledger, diagnostics });
    this.#quota = new QuotaWatch(diagnostics);
    this.#store = new LineStore({
      spool: settings.spool,
      recipient: recipientFor(target),
      limits,
      claims,
      memoryQueued,
      memoryHeld,
      maxQueue: settings.maxQueue,
      withdraw: (reason, count) => this.#accounts.withdraw(reason, count),
      onProblem: (text) => diagnostics.once('spool', text),
    });
    this.#thread = new WorkerThread({
      loadSource,
      standby: new Standby({ target, store: this.#store, limits }),
      setup: () => {
        this.#sync();
        return describeWork(settings, target, this.#counters, this.#store.spool);
      },
      onMessage: (message) => this.#receive(message),
      onOutput: (text) => diagnostics.debug(`worker: ${text.trimEnd()}`),
      onDeath: (why, isFinal) => this.#onWorkerDeath(why, isFinal),
    });
    this.#flushes = new Flushes(this.#thread, flushed);
    this.lastWords = new LastWords(this.#store, diagnostics);
  }

  /**
   * Stores one event, a JSON object on one line with its line break, and keeps nothing of `line` itself. In disk mode it
   * is on disk when this returns. `spanId`: of the call that it ends. Never throws.
   */
  append(line: Buffer, spanId?: string): void {
    const { diagnostics } = this.#options;
    try {
      this.#store.append(line, spanId);
    } catch (error) {
      this.#accounts.lose('spool_error', 1);
      diagnostics.debug(`an event is lost: ${String(error)}`);
      return;
    }
    try {
      this.#announce();
    } catch (error) {
      // What is stored is delivered with the next event, or at the end.
      diagnostics.debug(`the worker thread was not woken: ${String(error)}`);
    }
  }

  /** Sends what waits; `true` when nothing is left. Resolves after `timeoutMs` at the latest. */
  async flush(timeoutMs: number): Promise<boolean> {
    if (!this.#hasWork) return true;
    if (!this.#thread.startToSend(false)) return this.#accounts.waiting === 0;
    await this.#flushes.run(timeoutMs);
    this.#sync();
    return this.#accounts.waiting === 0;
  }

  /**
   * The same at the end of the process: blocks this thread, for `timeoutMs` at most. Never throws.
   * `onLongWait` is for ends that may not be the last (signals): it is called when the wait is long and everything that
   * waits is on disk, and what waits in memory is kept.
   */
  flushSync(timeoutMs: number, onLongWait?: () => void): boolean {
    const { diagnostics } = this.#options;
    try {
      if (this.#hasWork && timeoutMs > 0) this.#blockUntilFlushed(timeoutMs, onLongWait);
      // What the worker has said before, too: this thread may not look again (#12).
      this.#thread.drain();
      this.#sync();
      // A signal need not end the process: number 1 of a container survives it. Then nothing is given up (#9 A10).
      if (onLongWait === undefined) {
        this.#store.endMemory();
        this.#store.settleAffairs();
      } else if (this.#store.inMemory > 0) this.#accounts.announceLoss('deadline');
      const isDone = this.#accounts.waiting === 0;
      this.#store.seal(isDone);
      if (onLongWait === undefined && !this.#hasWork) this.#counters.finished.value = 1;
      diagnostics.debug(describeReport(this.report()));
      return isDone;
    } catch (error) {
      diagnostics.once('flush', `the last flush failed: ${String(error)}`);
      return false;
    }
  }

  /** Has the worker send what waits, ahead of a `flushSync`. Never throws. */
  beginFlush(): void {
    try {
      if (this.#hasWork) this.#requestFlush();
    } catch (error) {
      this.#options.diagnostics.debug(`the last flush could not begin: ${errorText(error)}`);
    }
  }

  /** Takes over what processes and threads that have ended have left, now; returns whether there is a spool at all. */
  adopt(): boolean {
    this.#store.open();
    if (this.#store.spool === undefined || !this.#thread.start()) return false;
    this.#thread.post({ kind: 'adopt' });
    return true;
  }

  /** Calls `listener` each time that the quota's status has changed. */
  onQuotaChange(listener: QuotaListener): void {
    this.#quota.onChange(listener);
  }

  report(): DeliveryReport {
    this.#sync();
    return this.#accounts.report();
  }

  /** Stops the worker; what waits on disk stays there for the next process. */
  async close(): Promise<void> {
    this.#store.settleAffairs();
    this.#store.seal(this.#accounts.waiting === 0);
    await this.#thread.close();
  }

  /** One more line is stored: the worker is started, or woken if it asked for that. */
  #announce(): void {
    const { appended, wakeAt } = this.#counters;
    appended.add(1);
    if (!this.#thread.isRunning) this.#thread.startSoon();
    else if (((appended.value - wakeAt.value) | 0) >= 0) this.#wake();
  }

  /** Once: the worker sets the number again when it wants to be woken again. */
  #wake(): void {
    const { appended, wakeAt } = this.#counters;
    wakeAt.value = (appended.value + NEVER) | 0;
    this.#sync();
    this.#thread.post({ kind: 'wake' });
  }

  /** Lines wait, or the destination holds something back. */
  get #hasWork(): boolean {
    return this.#accounts.waiting > 0 || this.#counters.held.value > 0;
  }

  #sync(): void {
    this.#store.settle(this.#accounts.sync());
  }

  #receive(message: ToMain): void {
    const { settings, diagnostics } = this.#options;
    this.#sync();
    switch (message.kind) {
      case 'pull':
        this.#thread.post({ kind: 'lines', lines: this.#store.take(Math.min(message.count, settings.maxQueue)) });
        break;
      case 'flushed':
        this.#flushes.end(message.id);
        break;
      case 'quota':
        this.#quota.update(message.quota);
        break;
      case 'problem':
        diagnostics.once(message.key, message.text);
        break;
      case 'debug':
        diagnostics.debug(message.text);
        break;
      case 'counted':
        break;
    }
  }

  #onWorkerDeath(why: string, isFinal: boolean): void {
    const { diagnostics } = this.#options;
    this.#sync();
    // The lines from memory that it had are gone; on disk nothing is.
    this.#store.loseInHand();
    this.#flushes.endAll();
    if (!isFinal) {
      diagnostics.debug(`the worker thread has ended (${why}); it is started again`);
      return;
    }
    this.#store.stopShipping();
    const { spool, isOnDisk } = this.#store;
    const isKept = spool !== undefined && isOnDisk;
    const fate = isKept ? `events wait in ${spool.dir} for the next process` : 'events are lost';
    diagnostics.once('worker', `there is no worker thread to deliver events (${why}); ${fate}`);
  }

  /** Hands everything to the worker, and asks it to send. `false`: there is no worker. */
  #requestFlush(): boolean {
    if (!this.#thread.startToSend(true)) return false;
    this.#sync();
    const lines = this.#store.take();
    if (lines.length > 0) this.#thread.post({ kind: 'lines', lines });
    this.#flushes.request();
    return true;
  }

  #blockUntilFlushed(timeoutMs: number, onLongWait?: () => void): void {
    const begunMs = nowMs();
    if (!this.#requestFlush()) return;
    this.#flushes.block(timeoutMs - (nowMs() - begunMs), () => {
      this.#sync();
      if (this.#store.inMemory === 0) onLongWait?.();
    });
  }
}
