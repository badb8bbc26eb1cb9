/** The part of the state that comes from the store. */
import { totalOf } from '../../analysis/charts/series.js';
import { instanceOf, isoTime, type Row } from '../../analysis/rows/row.js';
import type { Seen } from '../../analysis/state/collector-state.js';
import { FINEST_SLOT_MS } from '../store/slots.js';
import type { Counts, Lost, ServerSeen, Source } from '../store/source.js';
import { aheadMs } from './period-up-to-now.js';

export interface StoreState {
  readonly bytes: number;
  readonly counts: Counts;
  readonly per_minute: number;
  /** Events that are dated later than now: at most 1000 are counted. */
  readonly ahead: number;
  readonly lost: readonly Lost[];
  readonly servers: readonly ServerSeen[];
  readonly clients: readonly string[];
  readonly seen: Seen;
}

const SERVERS_LISTED = 100;
const SESSIONS_LOOKED_AT = 200;
const MINUTE_MS = 60_000;

export function stateQuery(source: Source, { nowMs }: { readonly nowMs: number }): StoreState {
  let inMinute = 0;
  for (const counted of source.counted(nowMs - MINUTE_MS, nowMs, FINEST_SLOT_MS) ?? []) inMinute += totalOf(counted);
  const sessions = source.sessions(undefined, SESSIONS_LOOKED_AT).items;
  return {
    bytes: source.bytes(),
    counts: source.counts(),
    per_minute: inMinute,
    ahead: source.countLaterThan(aheadMs(nowMs)),
    lost: source.lost(),
    servers: source.servers().slice(0, SERVERS_LISTED),
    clients: [...new Set(sessions.map(({ client_name }) => client_name))].filter((name) => name !== ''),
    seen: seenIn(source),
  };
}

function seenIn(source: Source): Seen {
  const { event, initialize, call } = source.firsts();
  return {
    process: ifSeen(event, ({ server_name, session_id }) => ({
      instance: instanceOf(session_id),
      pid: null,
      server_name,
    })),
    client: ifSeen(initialize, ({ client_name, client_version, server_name, session_id }) => ({
      client_name,
      client_version,
      server_name,
      session_id,
    })),
    call: ifSeen(call, ({ event_id, event_name, server_name }) => ({ event_id, event_name, server_name })),
  };
}

function ifSeen<T>(row: Row | undefined, what: (row: Row) => T): (T & { readonly at: string }) | null {
  return row === undefined ? null : { at: isoTime(row.started_ms), ...what(row) };
}
