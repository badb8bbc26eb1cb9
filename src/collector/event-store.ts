/** Where received events go, and what tells a double from a new one. */
import type { ReceivedEvent } from './event-shape.js';

export interface EventStore {
  /** False: this event is known already, from an earlier delivery of the same batch. */
  add(event: ReceivedEvent): boolean;
}

/** Remembers the ids of the last `capacity` events, and nothing else of them. */
export function createRecentStore(capacity = 100_000): EventStore {
  const ids = new Set<string>();
  return {
    add({ event_id }) {
      if (ids.has(event_id)) return false;
      ids.add(event_id);
      if (ids.size > capacity) {
        // A Set iterates in order of insertion: the first is the oldest.
        for (const oldest of ids) {
          ids.delete(oldest);
          break;
        }
      }
      return true;
    },
  };
}
