/**
 * What is to be reported if this thread dies without an exit: calls that are open then, and the ends of sessions. Needs a disk;
 * without one nothing is reported. No method throws.
 */
import type { Diagnostics } from '../../diagnostics.js';
import { errorText } from '../../error-text.js';
import type { LineStore } from './line-store.js';

export class LastWords {
  readonly #store: LineStore;
  readonly #diagnostics: Diagnostics;

  constructor(store: LineStore, diagnostics: Diagnostics) {
    this.#store = store;
    this.#diagnostics = diagnostics;
  }

  /** The call of `spanId` has begun; `record` describes it (src/call-record.ts). A line with its span ends it. */
  begin(spanId: string, record: Buffer): void {
    this.#attempt(() => this.#store.beginCall(spanId, record));
  }

  /** The call has ended without a line. */
  end(spanId: string): void {
    this.#attempt(() => this.#store.endCall(spanId));
  }

  /** `line` is delivered if this thread dies without withdrawing it. */
  leaveWill(key: string, line: Buffer): void {
    this.#attempt(() => this.#store.leaveWill(key, line));
  }

  withdrawWill(key: string): void {
    this.#attempt(() => this.#store.withdrawWill(key));
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#diagnostics.debug(`a sudden death would not be reported: ${errorText(error)}`);
    }
  }
}
