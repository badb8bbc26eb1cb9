/** Events in a JSONL file or on standard input: all are read into memory first. */
import { parseLines } from '../../collector/receive/parse-batch.js';
import { MemoryStore } from '../../collector/store/memory/memory-store.js';
import { type EventSource, SourceUnavailable } from './event-source.js';
import { linesIn } from './lines-in.js';
import { storeSource } from './store-source.js';

const LIMITS = { maxAgeMs: Number.POSITIVE_INFINITY, maxEvents: 2_000_000, maxBytes: 2 * 1024 ** 3 };

/** Rejects with the read error of `input`. */
export async function linesSource(input: AsyncIterable<Uint8Array | string>, name: string): Promise<EventSource> {
  const store = new MemoryStore(name, LIMITS);
  let unreadable: EventSource['unreadable'];
  for await (const line of linesIn(input)) {
    const { events, faults } = parseLines([line]);
    await store.insert(events);
    const [fault] = faults;
    if (fault !== undefined) {
      const first = unreadable?.first ?? `${fault.fault}: ${line.toString('utf8', 0, 60)}`;
      unreadable = { lines: (unreadable?.lines ?? 0) + 1, first };
    }
  }
  if (store.deletedEvents > 0) throw new SourceUnavailable(`${name} has more events than fit into memory`);
  return storeSource(store, { name, unreadable });
}
