/** Flushes: the worker is asked to send what waits, and announces the end of each through a shared number. */
import { nowMs, startTimer, stopTimer } from '../../real-time.js';
import type { SharedNumber } from '../shared-number.js';
import type { WorkerThread } from './worker-thread.js';

/** A healthy endpoint has answered by then; npm turns one Ctrl-C into two signals, and both have arrived. */
const LONG_WAIT_MS = 500;

export class Flushes {
  readonly #thread: WorkerThread;
  /** Id of the last flush that ended. */
  readonly #flushed: SharedNumber;
  readonly #ends = new Map<number, () => void>();
  #lastId = 0;

  constructor(thread: WorkerThread, flushed: SharedNumber) {
    this.#thread = thread;
    this.#flushed = flushed;
  }

  /** Resolves when the flush has ended, or after `timeoutMs`. */
  async run(timeoutMs: number): Promise<void> {
    const id = this.#begin();
    await new Promise<void>((resolve) => {
      // Keeps the process alive: whoever awaits a flush wants it to happen.
      const timer = startTimer(resolve, timeoutMs);
      this.#ends.set(id, () => {
        stopTimer(timer);
        resolve();
      });
      this.#thread.post({ kind: 'flush', id, isAtExit: false });
    });
    this.#ends.delete(id);
  }

  /** Asks for a flush at the end of the process; `block` waits for it. */
  request(): void {
    this.#thread.post({ kind: 'flush', id: this.#begin(), isAtExit: true });
  }

  /** Blocks this thread until the last flush has ended, or for `timeoutMs`. Calls `onLongWait` when the wait is long. */
  block(timeoutMs: number, onLongWait: () => void): void {
    if (this.#wait(Math.min(timeoutMs, LONG_WAIT_MS)) || timeoutMs <= LONG_WAIT_MS) return;
    onLongWait();
    this.#wait(timeoutMs - LONG_WAIT_MS);
  }

  /** Whether the last flush has ended by then. */
  #wait(timeoutMs: number): boolean {
    const deadline = nowMs() + timeoutMs;
    for (;;) {
      const ended = this.#flushed.value;
      if (ended >= this.#lastId) return true;
      const leftMs = deadline - nowMs();
      // Not by the clock alone: the host may have replaced it before we were loaded.
      if (leftMs <= 0 || !this.#flushed.waitWhile(ended, leftMs)) return false;
    }
  }

  end(id: number): void {
    this.#ends.get(id)?.();
  }

  /** The worker is gone: it will not end the flushes that wait. */
  endAll(): void {
    this.#flushed.value = this.#lastId;
    for (const end of this.#ends.values()) end();
  }

  #begin(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}
