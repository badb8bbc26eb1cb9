/** The events inside the report's own file, in a store that answers as the collector's does. */
import { isoTime } from '../analysis/rows/row.js';
import type { CollectorState } from '../analysis/state/collector-state.js';
import { isEvent } from '../collector/receive/event-shape.js';
import { incomingOf } from '../collector/receive/incoming-of.js';
import type { Incoming } from '../collector/store/incoming.js';
import { MemoryStore } from '../collector/store/memory/memory-store.js';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const RETENTION = { maxAgeMs: NO_LIMIT, maxEvents: NO_LIMIT, maxBytes: NO_LIMIT };

const textOf = (id: string): string => document.getElementById(id)?.textContent?.trim() ?? '';

export async function openEmbedded(): Promise<MemoryStore> {
  const store = new MemoryStore('this file', RETENTION);
  await store.insert(
    textOf('mcpwatch-events')
      .split('\n')
      .flatMap((line) => incoming(line)),
  );
  return store;
}

function incoming(line: string): readonly Incoming[] {
  try {
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? [incomingOf(event, line)] : [];
  } catch {
    return [];
  }
}

/** What `/api/state` says: a report has no process, and nothing arrives any more. */
export async function stateOf(store: MemoryStore): Promise<CollectorState> {
  const written = textOf('mcpwatch-written') || isoTime(Date.now());
  const { lost, servers, counts: all, ...found } = await store.query('state', { nowMs: Date.parse(written) });
  const { deleted: _, ...counts } = all;
  return {
    now: written,
    started_at: written,
    version: textOf('mcpwatch-version'),
    pid: 0,
    node: '',
    address: '',
    last_seq: store.lastSeq,
    position: '',
    store: { kind: 'memory', reason: 'this file', bytes: found.bytes, max_bytes: NO_LIMIT, max_events: NO_LIMIT },
    retention: { max_age_ms: NO_LIMIT, max_events: NO_LIMIT, max_bytes: NO_LIMIT, deleted_events: 0 },
    counts,
    per_minute: found.per_minute,
    seen: found.seen,
    servers: servers.map(({ last_ms, ...server }) => ({ ...server, last_at: isoTime(last_ms) })),
    clients: found.clients,
    rejected: { events: 0, last: null },
    lost: Object.fromEntries(lost.map(({ reason, count }) => [reason, count])),
    simulate: null,
    child: null,
    notices: [],
    setup: { node: '', register: '', cli: '', endpoint: '', platform: '', cwd: '', home: '', env: {} },
  };
}
