/** A row as the collector answers it (docs/dev.md). */
import type { Row } from '../../src/page/api/types.js';

let made = 0;

export function row(fields: Partial<Row>): Row {
  made += 1;
  return {
    seq: made,
    key: made,
    event_id: `event-${made}`,
    trace_id: '0'.repeat(32),
    span_id: made.toString(16).padStart(16, '0'),
    parent_span_id: null,
    event_type: 'tool_call',
    tool_name: null,
    event_name: 'search',
    mcp_method: 'tools/call',
    started_at: '2026-01-01T00:00:00.000Z',
    duration_ms: 12,
    status: 'ok',
    direction: 'inbound',
    nested: false,
    server_name: 'everything',
    server_version: '1.0.0',
    client_name: 'test',
    client_version: '1.0.0',
    transport_type: 'stdio',
    mcp_protocol_version: '2025-11-25',
    session_id: 'abcdef012345-1',
    instance: 'abcdef012345',
    run_id: null,
    request_bytes: 10,
    response_bytes: 20,
    bytes_estimated: false,
    client_wait_ms: null,
    error_type: null,
    error_message: null,
    error_code: null,
    result_type: null,
    operation_id: null,
    task_id: null,
    problem_id: null,
    ...fields,
  };
}
