/** `GET /api/state`: the collector, its store, and what has been seen so far. */
import { isoTime } from '../../analysis/rows/row.js';
import type { Child, CollectorState, Rejected, Setup, StoreState } from '../../analysis/state/collector-state.js';
import { SDK } from '../../version.js';
import type { EventStore, Notice, Retention, StoreKind } from '../store/event-store.js';

export interface StateSources {
  readonly store: EventStore;
  readonly setup: Omit<Setup, 'endpoint' | 'platform' | 'env'>;
  readonly simulate: string | null;
  readonly address: () => string;
  readonly child: () => Child | null;
  readonly serverEnv: () => Setup['env'];
  readonly notices: () => readonly Notice[];
  readonly rejected: () => Rejected;
}

/** For live updates: a `seq` of one store means nothing in another. */
export const positionIn = ({ id }: Pick<EventStore, 'id'>, seq: number): string => `${id}:${seq}`;

const STARTED_MS = Date.now();

export async function readState(sources: StateSources): Promise<CollectorState> {
  const { store, setup } = sources;
  const { retention } = store;
  const nowMs = Date.now();
  // Read before the query: rows that arrive in between are seen again, which does no harm.
  const last_seq = store.lastSeq;
  const position = positionIn(store, last_seq);
  const { bytes, counts: all, per_minute, lost, servers, clients, seen, ahead } = await store.query('state', { nowMs });
  const { deleted, ...counts } = all;
  return {
    now: isoTime(nowMs),
    started_at: isoTime(STARTED_MS),
    version: SDK.version,
    pid: process.pid,
    node: process.version,
    address: sources.address(),
    last_seq,
    position,
    store: storeOf(store.kind, bytes, retention),
    retention: {
      max_age_ms: retention.maxAgeMs,
      max_events: retention.maxEvents,
      max_bytes: retention.maxBytes,
      deleted_events: deleted,
    },
    counts,
    per_minute,
    seen,
    servers: servers.map(({ last_ms, ...server }) => ({ ...server, last_at: isoTime(last_ms) })),
    clients,
    rejected: sources.rejected(),
    lost: Object.fromEntries(lost.map(({ reason, count }) => [reason, count])),
    simulate: sources.simulate,
    child: sources.child(),
    notices: [...sources.notices(), ...clockNotices(ahead, nowMs)].map(({ at_ms, code, message }) => ({
      at: isoTime(at_ms),
      code,
      message,
    })),
    setup: { ...setup, endpoint: sources.address(), platform: process.platform, env: sources.serverEnv() },
  };
}

function clockNotices(ahead: number, at_ms: number): readonly Notice[] {
  if (ahead === 0) return [];
  const many = ahead === 1 ? 'one event is' : `${ahead < 1000 ? ahead : '1000 or more'} events are`;
  const message = `${many} dated later than now: a clock was wrong, or has been set back. Lists show them as the newest`;
  return [{ at_ms, code: 'clock', message }];
}

function storeOf(kind: StoreKind, bytes: number, { maxBytes, maxEvents }: Retention): StoreState {
  if (kind.kind === 'sqlite') return { kind: 'sqlite', path: kind.path, bytes, sqlite_version: kind.sqliteVersion };
  return { kind: 'memory', reason: kind.reason, bytes, max_bytes: maxBytes, max_events: maxEvents };
}
