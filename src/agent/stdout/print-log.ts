/** Which prints are reported: none before it is known that stdout is a protocol, and then no more than 10 a minute. */
import { guarded } from '../../guarded.js';
import { nowMs, startIdleTimer } from '../../real-time.js';
import type { Print } from './print.js';

const MOST = 10;
const PERIOD_MS = 60_000;

export type OnPrint = (print: Print) => void;
type MakePrint = () => Print;

export class PrintLog {
  /** Those of the time before `begin`. */
  #held: Print[] = [];
  #onPrint: OnPrint | undefined;
  /** Counted, and not reported yet. */
  #uncounted = 0;
  /** The last one that was only counted. */
  #last: Print | undefined;
  #periodStartMs = Number.NEGATIVE_INFINITY;
  #inPeriod = 0;
  #isHolding = true;
  #isTimed = false;
  readonly #periodMs: number;

  constructor(periodMs = PERIOD_MS) {
    this.#periodMs = periodMs;
  }

  /** Nobody listens, and nobody will read what is held. */
  get isStopped(): boolean {
    return this.#onPrint === undefined && !this.#isHolding;
  }

  /** Whether the next print will only be counted. */
  get isFull(): boolean {
    if (this.#onPrint === undefined) return this.#held.length >= MOST;
    return this.#inPeriod >= MOST && nowMs() - this.#periodStartMs < this.#periodMs;
  }

  /** `make` costs a stack: it is called for those that are kept. */
  add(make: MakePrint): void {
    if (this.#onPrint !== undefined) this.#report(make, this.#onPrint);
    else if (this.#isHolding && this.#held.length < MOST) this.#held.push(make());
    else if (this.#isHolding) this.#uncounted += 1;
  }

  /** stdout is a protocol: what was held is reported, and what follows. */
  begin(onPrint: OnPrint): void {
    this.#onPrint = onPrint;
    const held = this.#held;
    const more = this.#uncounted;
    this.#held = [];
    this.#uncounted = 0;
    for (const print of held) this.#report(() => print, onPrint);
    this.#uncounted += more;
    if (more === 0) return;
    this.#last = held.at(-1);
    this.#reportLater();
  }

  /** stdout is nobody's protocol, or nobody listens any more. */
  stop(): void {
    this.#onPrint = undefined;
    this.#isHolding = false;
    this.#held = [];
    this.#uncounted = 0;
  }

  /** Reports how many were only counted. */
  finish(): void {
    const last = this.#last;
    const count = this.#uncounted;
    if (last === undefined || count === 0) return;
    this.#uncounted = 0;
    this.#last = undefined;
    this.#inPeriod += 1;
    this.#onPrint?.({ ...last, count });
  }

  #report(make: MakePrint, onPrint: OnPrint): void {
    this.#startPeriodIfOver();
    if (this.#inPeriod >= MOST) {
      this.#uncounted += 1;
      // One stack for all: a program that prints in a loop must not pay for each.
      this.#last ??= make();
      this.#reportLater();
      return;
    }
    this.#inPeriod += 1;
    const print = make();
    const count = print.count + this.#uncounted;
    this.#uncounted = 0;
    this.#last = undefined;
    onPrint({ ...print, count });
  }

  #startPeriodIfOver(): void {
    const now = nowMs();
    if (now - this.#periodStartMs < this.#periodMs) return;
    this.#periodStartMs = now;
    this.#inPeriod = 0;
  }

  /** What is only counted must not wait for a next print, nor for an exit that SIGKILL does without (#10). */
  #reportLater(): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    startIdleTimer(
      guarded(() => {
        this.#isTimed = false;
        this.#startPeriodIfOver();
        this.finish();
      }),
      this.#periodStartMs + this.#periodMs - nowMs(),
    );
  }
}
