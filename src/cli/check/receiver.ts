/** Receives the events of the processes that a check observes: only this process knows the address. */
import { ByteBudget } from '../../collector/http/byte-budget.js';
import { refusal } from '../../collector/http/guard.js';
import { type Listening, listen } from '../../collector/http/listening.js';
import { listener } from '../../collector/http/router.js';
import { type Fault, parseLines } from '../../collector/receive/parse-batch.js';
import { receiveEvents } from '../../collector/receive/receive-events.js';
import { RECEIVE_LIMITS } from '../../collector/receive/receive-limits.js';
import type { Incoming } from '../../collector/store/incoming.js';

export class Receiver {
  readonly #onEvent: (event: Incoming) => void;
  #listening: Listening | undefined;
  /** Events that were refused because they were none. */
  refused = 0;

  constructor(onEvent: (event: Incoming) => void) {
    this.#onEvent = onEvent;
  }

  /** Resolves with the address. */
  async listen(): Promise<string> {
    const receive = receiveEvents({
      budget: new ByteBudget(RECEIVE_LIMITS.totalBytes),
      maxBodyBytes: RECEIVE_LIMITS.bodyBytes,
      store: async (events) => this.#addAll(events),
      onFaults: (faults) => this.#refuse(faults),
    });
    this.#listening = await listen(listener([{ path: '/v1/events', methods: { POST: receive } }], refusal), {
      port: 0,
    });
    return this.#listening.address;
  }

  /** Events that did not come over HTTP. */
  take(lines: readonly Buffer[]): void {
    const { events, faults } = parseLines(lines);
    this.#addAll(events);
    this.#refuse(faults);
  }

  async close(): Promise<void> {
    await this.#listening?.close();
  }

  #addAll(events: readonly Incoming[]): void {
    for (const event of events) this.#onEvent(event);
  }

  #refuse(faults: readonly Fault[]): void {
    this.refused += faults.length;
  }
}
