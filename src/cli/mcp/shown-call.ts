/** A call as the tools show it: the row's fields that say something, in few words. */
import type { EventRow } from '../../analysis/rows/row.js';

const LONGEST_MESSAGE = 300;

export function shownCall(row: EventRow) {
  return {
    event_id: row.event_id,
    event_type: row.event_type,
    name: row.event_name,
    started_at: row.started_at,
    duration_ms: row.duration_ms,
    status: row.status,
    server_name: row.server_name,
    client_name: row.client_name,
    session_id: row.session_id,
    error_message: row.error_message?.slice(0, LONGEST_MESSAGE) ?? null,
    request_bytes: row.request_bytes,
    response_bytes: row.response_bytes,
    ...(row.error_code === null ? {} : { error_code: row.error_code }),
    ...(row.error_type === null ? {} : { error_type: row.error_type }),
    ...(row.problem_id === null ? {} : { problem_id: row.problem_id }),
    ...(row.client_wait_ms === null ? {} : { client_wait_ms: row.client_wait_ms }),
  };
}
