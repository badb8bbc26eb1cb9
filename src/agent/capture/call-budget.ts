/** Limits what all open calls of the process keep in memory together: their number says little about their size. */
import type { Call } from './call.js';

const DEFAULT_LIMIT_CHARS = 16 * 1024 * 1024;

export class CallBudget {
  /** Oldest first. */
  readonly #calls = new Set<Call>();
  readonly #limitChars: number;
  #chars = 0;

  constructor(limitChars = DEFAULT_LIMIT_CHARS) {
    this.#limitChars = limitChars;
  }

  /** Gives up the oldest calls, of whichever session, until the rest is within the limit. */
  add(call: Call): void {
    this.#calls.add(call);
    this.#chars += call.size;
    if (this.#chars <= this.#limitChars) return;
    for (const oldest of this.#calls) {
      if (this.#chars <= this.#limitChars || oldest === call) return;
      oldest.owner.overflow(oldest);
    }
  }

  remove(call: Call): void {
    if (this.#calls.delete(call)) this.#chars -= call.size;
  }
}
