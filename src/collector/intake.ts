/** Where every event passes on its way into the store, however it arrived; and where its row goes from there. */
import { Refusal } from './http/answer.js';
import type { LiveHub } from './live/live-hub.js';
import type { StateFeed } from './live/state-feed.js';
import type { Metrics } from './metrics/metrics.js';
import type { Fault } from './receive/parse-batch.js';
import { type EventStore, type Notice, PartlyStored, type StoredRow } from './store/event-store.js';
import type { Incoming } from './store/incoming.js';

export interface IntakeOptions {
  readonly store: EventStore;
  readonly hub: LiveHub;
  readonly state: StateFeed;
  readonly metrics: Metrics;
  /** Called for each row that is new or has changed, in the order of `seq`. */
  readonly onRow: (stored: StoredRow) => void;
  /** Called once when events cannot be stored, as on a full disk, and once when they can be again. */
  readonly onTrouble: (message: string) => void;
}

/** Seconds after which a sender may try again. */
const RETRY_AFTER = '5';
/** After so long without another try: there may be no sender left. Those that are there come sooner. */
const PROBE_MS = 10_000;

export class Intake {
  readonly #options: IntakeOptions;
  #rejected = 0;
  #lastFault: { at: string; fault: string } | null = null;
  #trouble: Notice | undefined;
  #probing: NodeJS.Timeout | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get rejected() {
    return { events: this.#rejected, last: this.#lastFault };
  }

  /** Why events cannot be stored at present. */
  get trouble(): Notice | undefined {
    return this.#trouble;
  }

  /** Resolves when the events are committed. Rejects with a `Refusal` when they cannot be. */
  async insert(events: readonly Incoming[]): Promise<readonly StoredRow[]> {
    if (events.length === 0) return [];
    const stored = await this.#stored(events);
    for (const incoming of events) this.#options.metrics.listed(incoming);
    this.#announce(stored);
    return stored;
  }

  #announce(stored: readonly StoredRow[]): void {
    const { hub, state, metrics, onRow } = this.#options;
    hub.publish(stored);
    state.changed();
    for (const one of stored) {
      metrics.stored(one.row);
      onRow(one);
    }
  }

  async #stored(events: readonly Incoming[]): Promise<readonly StoredRow[]> {
    try {
      const stored = await this.#options.store.insert(events);
      clearTimeout(this.#probing);
      if (this.#trouble !== undefined) this.#setTrouble(undefined);
      return stored;
    } catch (error) {
      // Announced now: when the sender tries again, these are duplicates.
      if (error instanceof PartlyStored) this.#announce(error.stored);
      const why = error instanceof Error ? error.message : String(error);
      const message = `events cannot be stored (${why}): none is acknowledged until they can, and senders try again`;
      this.#probeLater();
      if (this.#trouble === undefined) this.#setTrouble({ at_ms: Date.now(), code: 'store_failed', message });
      throw new Refusal(503, 'store_failed', message, { 'retry-after': RETRY_AFTER });
    }
  }

  #setTrouble(trouble: Notice | undefined): void {
    this.#trouble = trouble;
    this.#options.onTrouble(trouble?.message ?? 'events are stored again');
    this.#options.state.changed();
  }

  #probeLater(): void {
    clearTimeout(this.#probing);
    this.#probing = setTimeout(() => void this.#stored([]).catch(() => {}), PROBE_MS).unref();
  }

  close(): void {
    clearTimeout(this.#probing);
  }

  reject(faults: readonly Fault[]): void {
    const { metrics, state } = this.#options;
    this.#rejected += faults.length;
    metrics.rejected(faults.length);
    const last = faults.at(-1);
    if (last !== undefined) this.#lastFault = { at: new Date().toISOString(), fault: last.fault };
    state.changed();
  }
}
