/** An event without its payloads: what lists, charts and summaries are made of. */

export type RowStatus = 'ok' | 'error' | 'running' | 'hanging' | 'died' | 'cancelled' | 'input_required' | 'task';

export type Direction = 'inbound' | 'outbound';

/** docs/dev.md describes the fields. `Row` has its start as a number, `EventRow` as the API's text. */
export interface Row {
  readonly seq: number;
  readonly key: number;
  readonly event_id: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly event_type: string;
  readonly event_name: string;
  /** The tool that was called; of a report, the tool whose call it is about. */
  readonly tool_name: string | null;
  readonly mcp_method: string;
  /** Milliseconds since 1970. */
  readonly started_ms: number;
  readonly duration_ms: number;
  readonly status: RowStatus;
  readonly direction: Direction;
  readonly nested: boolean;
  readonly server_name: string;
  readonly server_version: string;
  readonly client_name: string;
  readonly client_version: string;
  readonly transport_type: string;
  readonly mcp_protocol_version: string;
  readonly session_id: string;
  readonly run_id: string | null;
  readonly request_bytes: number | null;
  readonly response_bytes: number | null;
  readonly bytes_estimated: boolean;
  readonly client_wait_ms: number | null;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly error_code: number | null;
  readonly result_type: string | null;
  readonly operation_id: string | null;
  readonly task_id: string | null;
  readonly problem_id: string | null;
}

export type EventRow = Omit<Row, 'started_ms'> & {
  /** ISO 8601, UTC, milliseconds. */
  readonly started_at: string;
  readonly instance: string;
};

export function toEventRow({ started_ms, ...row }: Row): EventRow {
  return { ...row, started_at: isoTime(started_ms), instance: instanceOf(row.session_id) };
}

/** The last that a `Date` can hold: an event may claim to end later. */
const LATEST_MS = 8.64e15;

export function isoTime(ms: number): string {
  return new Date(Math.min(ms, LATEST_MS)).toISOString();
}

/** The process that a session is in: `<instance>-<n>`. */
export function instanceOf(sessionId: string): string {
  const end = sessionId.lastIndexOf('-');
  return end <= 0 ? sessionId : sessionId.slice(0, end);
}

const OPERATION_TYPES = new Set(['tool_call', 'resource_read', 'prompt_get', 'request']);

/** What a client asked for and waits for: counted in charts and rates. */
export function isOperation({ event_type, nested, mcp_method }: Pick<Row, 'event_type' | 'nested' | 'mcp_method'>) {
  if (nested) return false;
  return OPERATION_TYPES.has(event_type) || (event_type === 'error' && mcp_method !== '');
}

type Outcome = Pick<Row, 'event_type' | 'event_name' | 'status'>;

/** That a call hangs is an event of its own, a child of the call: it hangs too, in the words of the filter. */
export function isHangingReport({ event_type, event_name }: Pick<Row, 'event_type' | 'event_name'>): boolean {
  return event_type === 'error' && event_name === 'call.hanging';
}

export function isOpen(row: Outcome): boolean {
  return (row.status === 'running' || row.status === 'hanging') && !isHangingReport(row);
}

const FAILED = new Set<RowStatus>(['error', 'died', 'cancelled']);

export function isFailed(row: Outcome): boolean {
  return FAILED.has(row.status) || isHangingReport(row);
}
