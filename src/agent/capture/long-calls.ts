/**
 * Calls that take long: each is reported as started when it has been open for a second, and once as hanging. One timer
 * serves all calls of the process, and runs only while there are any; a short call pays for two links of a list.
 */
import { guarded } from '../../guarded.js';
import { startIdleTimer } from '../../real-time.js';
import type { Call } from './call.js';

export interface LongCallsOptions {
  readonly hungAfterMs: number;
  readonly nowMs: () => number;
  /** A report has thrown: nothing may reach the host from a timer. */
  readonly onFault: (error: unknown) => void;
}

/** Milliseconds after which a call is reported as started, and what it asks of its client too. */
export const STARTED_AFTER_MS = 1000;
const LONGEST_TICK_MS = 500;
const SHORTEST_TICK_MS = 20;

export class LongCalls {
  readonly #options: LongCallsOptions;
  readonly #tickMs: number;
  #oldest: Call | undefined;
  #newest: Call | undefined;
  #isTicking = false;

  constructor(options: LongCallsOptions) {
    this.#options = options;
    this.#tickMs = Math.max(SHORTEST_TICK_MS, Math.min(LONGEST_TICK_MS, options.hungAfterMs / 4));
  }

  add(call: Call): void {
    const newest = this.#newest;
    call.older = newest;
    if (newest === undefined) this.#oldest = call;
    else newest.newer = call;
    this.#newest = call;
    if (!this.#isTicking) this.#tickLater();
  }

  remove(call: Call): void {
    const { older, newer } = call;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    // A call may be kept by the host's asynchronous context, and must not keep the others.
    call.older = undefined;
    call.newer = undefined;
  }

  #tickLater(): void {
    this.#isTicking = true;
    startIdleTimer(
      guarded(() => this.#tick()),
      this.#tickMs,
    );
  }

  #tick(): void {
    this.#isTicking = false;
    const nowMs = this.#options.nowMs();
    for (let call = this.#oldest; call !== undefined; call = call.newer) {
      const openMs = nowMs - call.started.monotonicMs;
      if (openMs < Math.min(STARTED_AFTER_MS, this.#options.hungAfterMs)) break;
      this.#report(call, openMs);
    }
    if (this.#oldest !== undefined) this.#tickLater();
  }

  #report(call: Call, openMs: number): void {
    try {
      call.owner.reports.isOpen(call);
      if (openMs < this.#options.hungAfterMs || call.isHanging) return;
      call.isHanging = true;
      call.owner.reports.hangs(call, openMs);
    } catch (error) {
      this.#options.onFault(error);
    }
  }
}
