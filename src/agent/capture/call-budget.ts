/** Limits what all open calls of the process keep in memory together: their number says little about their size. */
const DEFAULT_LIMIT_CHARS = 16 * 1024 * 1024;
/** Smaller calls are not counted here: their number is limited, and the host itself keeps more of each. */
const SMALL_CHARS = 4096;

/** A request, in either direction. */
export interface Budgeted {
  /** Characters that it keeps in memory. */
  readonly size: number;
  /** No reply is waited for any more. */
  giveUp(): void;
}

export class CallBudget {
  /** Oldest first. */
  readonly #calls = new Set<Budgeted>();
  readonly #limitChars: number;
  #chars = 0;

  constructor(limitChars = DEFAULT_LIMIT_CHARS) {
    this.#limitChars = limitChars;
  }

  /** Gives up the oldest calls, of whichever session, until the rest is within the limit. */
  add(call: Budgeted): void {
    if (call.size <= SMALL_CHARS) return;
    this.#calls.add(call);
    this.#chars += call.size;
    if (this.#chars <= this.#limitChars) return;
    for (const oldest of this.#calls) {
      if (this.#chars <= this.#limitChars || oldest === call) return;
      oldest.giveUp();
    }
  }

  remove(call: Budgeted): void {
    if (call.size > SMALL_CHARS && this.#calls.delete(call)) this.#chars -= call.size;
  }
}
