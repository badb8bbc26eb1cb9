/** Remembers which events have been received, so that a batch delivered twice counts once. */
import type { ReceivedEvent } from './receive/event-shape.js';

export interface EventStore {
  /** False: a duplicate, from an earlier delivery of the same batch. */
  add(event: ReceivedEvent): boolean;
}

/** Keeps the ids of the last `capacity` events and nothing else. */
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
