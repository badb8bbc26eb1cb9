/** One line per session: who talks to whom, since when, and how it goes. */
import { isFailed, isOpen, isOperation, type Row } from '../rows/row.js';

export interface SessionTotals {
  readonly session_id: string;
  readonly run_id: string | null;
  readonly server_name: string;
  readonly server_version: string;
  readonly client_name: string;
  readonly client_version: string;
  readonly transport_type: string;
  readonly mcp_protocol_version: string;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly ended_ms: number | null;
  readonly has_died: boolean;
  readonly events: number;
  readonly calls: number;
  readonly errors: number;
  readonly running: number;
  readonly request_bytes: number;
  readonly response_bytes: number;
}

export type SessionStatus = 'open' | 'closed' | 'died' | 'quiet';

const QUIET_AFTER_MS = 600_000;

export function emptySession({ session_id, run_id, started_ms }: Row): SessionTotals {
  return {
    session_id,
    run_id,
    server_name: '',
    server_version: '',
    client_name: '',
    client_version: '',
    transport_type: '',
    mcp_protocol_version: '',
    first_ms: started_ms,
    last_ms: started_ms,
    ended_ms: null,
    has_died: false,
    events: 0,
    calls: 0,
    errors: 0,
    running: 0,
    request_bytes: 0,
    response_bytes: 0,
  };
}

/** `sign` -1 takes the row out again: its call has ended, and another row stands for it. */
export function withRow(session: SessionTotals, row: Row, sign: 1 | -1 = 1): SessionTotals {
  const endMs = row.started_ms + row.duration_ms;
  const isCall = isOperation(row) && !isOpen(row);
  // The last name counts: the first events of a session may come before the client has said who it is.
  const named = (field: 'server_name' | 'server_version' | 'client_name' | 'client_version') =>
    row[field] === '' ? session[field] : row[field];
  return {
    session_id: session.session_id,
    run_id: row.run_id ?? session.run_id,
    server_name: named('server_name'),
    server_version: named('server_version'),
    client_name: named('client_name'),
    client_version: named('client_version'),
    transport_type: row.transport_type === '' ? session.transport_type : row.transport_type,
    mcp_protocol_version: row.mcp_protocol_version === '' ? session.mcp_protocol_version : row.mcp_protocol_version,
    first_ms: Math.min(session.first_ms, row.started_ms),
    last_ms: Math.max(session.last_ms, endMs),
    ended_ms: isEnd(row) ? endMs : session.ended_ms,
    has_died: session.has_died || row.status === 'died',
    events: session.events + sign,
    calls: session.calls + (isCall ? sign : 0),
    errors: session.errors + (isFailed(row) ? sign : 0),
    running: session.running + (isOpen(row) ? sign : 0),
    request_bytes: session.request_bytes + sign * (row.request_bytes ?? 0),
    response_bytes: session.response_bytes + sign * (row.response_bytes ?? 0),
  };
}

/** What never connected was reported when its process ended. */
function isEnd({ event_type, event_name }: Row): boolean {
  return event_type === 'close' || (event_type === 'error' && event_name === 'server.never_connected');
}

export function statusOf(session: SessionTotals, nowMs: number): SessionStatus {
  if (session.has_died) return 'died';
  if (session.ended_ms !== null) return 'closed';
  return nowMs - session.last_ms > QUIET_AFTER_MS ? 'quiet' : 'open';
}
