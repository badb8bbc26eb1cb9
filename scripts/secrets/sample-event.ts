/** A complete tool call. */
import type { McpWatchEvent } from '../../src/model.js';

export function sampleEvent(changes: Partial<McpWatchEvent> = {}): McpWatchEvent {
  return {
    event_id: '019ab4c2-7b1c-7def-8000-000000000001',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    span_id: '00f067aa0ba902b7',
    parent_span_id: null,
    event_type: 'tool_call',
    event_name: 'search',
    started_at: '2026-01-05T10:20:30.456Z',
    ended_at: '2026-01-05T10:20:30.502Z',
    duration_ms: 46,
    mcp_method: 'tools/call',
    mcp_protocol_version: '2025-11-25',
    request_params: {},
    response_content: {},
    is_error: false,
    error_code: null,
    error_message: null,
    transport_type: 'stdio',
    server_name: 'shop',
    server_version: '1.4.2',
    client_name: 'some-client',
    client_version: '0.9.0',
    attributes: {},
    sdk_name: 'mcpwatch-node',
    sdk_version: '0.1.0',
    ...changes,
  };
}
