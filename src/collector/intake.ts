/** Where every event passes on its way into the store, however it arrived; and where its row goes from there. */
import type { LiveHub } from './live/live-hub.js';
import type { StateFeed } from './live/state-feed.js';
import type { Metrics } from './metrics/metrics.js';
import type { Fault } from './receive/parse-batch.js';
import type { EventStore, StoredRow } from './store/event-store.js';
import type { Incoming } from './store/incoming.js';

export interface IntakeOptions {
  readonly store: EventStore;
  readonly hub: LiveHub;
  readonly state: StateFeed;
  readonly metrics: Metrics;
  /** Called for each row that is new or has changed, in the order of `seq`. */
  readonly onRow: (stored: StoredRow) => void;
}

export class Intake {
  readonly #options: IntakeOptions;
  #rejected = 0;
  #lastFault: { at: string; fault: string } | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get rejected() {
    return { events: this.#rejected, last: this.#lastFault };
  }

  /** Resolves when the events are committed. */
  async insert(events: readonly Incoming[]): Promise<readonly StoredRow[]> {
    if (events.length === 0) return [];
    const { store, hub, state, metrics, onRow } = this.#options;
    const stored = await store.insert(events);
    for (const incoming of events) metrics.listed(incoming);
    hub.publish(stored);
    state.changed();
    for (const one of stored) {
      metrics.stored(one.row);
      onRow(one);
    }
    return stored;
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
