/** The local endpoint: receives events as the cloud does, on this machine only, and hands each on once. */
import { createRecentStore, type EventStore } from './event-store.js';
import { ByteBudget } from './http/byte-budget.js';
import { refusal } from './http/guard.js';
import { type Listening, listen } from './http/listening.js';
import { listener } from './http/router.js';
import { parseLines, type Received } from './receive/parse-batch.js';
import { receiveEvents } from './receive/receive-events.js';
import { RECEIVE_LIMITS } from './receive/receive-limits.js';

export interface CollectorOptions {
  /** Called once for each event, in the order of arrival. */
  readonly onEvent: (received: Received) => void;
  readonly store?: EventStore;
  readonly maxBodyBytes?: number;
}

export interface Collector {
  /** Resolves with the address. Rejects with the listen error, such as `EADDRINUSE`. Port 0: any free port. */
  listen(port: number): Promise<string>;
  /** Listens on a Unix socket too. Rejects with the listen error. */
  listenOnSocket(path: string): Promise<void>;
  /** Takes events that did not arrive over HTTP, as JSON texts. */
  take(lines: readonly Buffer[]): void;
  close(): Promise<void>;
}

export function createCollector({ onEvent, store = createRecentStore(), maxBodyBytes }: CollectorOptions): Collector {
  const open: Listening[] = [];

  function accept(events: readonly Received[]): void {
    for (const received of events) if (store.add(received.event)) onEvent(received);
  }

  const receive = receiveEvents({
    budget: new ByteBudget(RECEIVE_LIMITS.totalBytes),
    maxBodyBytes: maxBodyBytes ?? RECEIVE_LIMITS.bodyBytes,
    store: async (events) => accept(events),
  });
  const answer = listener([{ path: '/v1/events', methods: { POST: receive } }], refusal);
  return {
    async listen(port) {
      const listening = await listen(answer, { port });
      open.push(listening);
      return listening.address;
    },
    async listenOnSocket(path) {
      open.push(await listen(answer, { path }));
    },
    take: (lines) => accept(parseLines(lines).events),
    async close() {
      await Promise.all(open.map((listening) => listening.close()));
    },
  };
}
