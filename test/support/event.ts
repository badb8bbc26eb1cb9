/** A complete, valid event, in which a test replaces only the fields that it is about. */
import type { McpWatchEvent } from '../../src/model.js';

export function eventOf(over: Partial<McpWatchEvent> = {}): McpWatchEvent {
  return {
    event_id: '0199-1',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    parent_span_id: null,
    event_type: 'tool_call',
    event_name: 'add',
    started_at: '2026-11-22T10:20:30.123Z',
    ended_at: '2026-11-22T10:20:30.135Z',
    duration_ms: 12,
    mcp_method: 'tools/call',
    mcp_protocol_version: '2025-11-25',
    request_params: { a: 1, b: 2 },
    response_content: { content: [{ type: 'text', text: '3' }] },
    is_error: false,
    error_code: null,
    error_message: null,
    transport_type: 'stdio',
    server_name: 'example',
    server_version: '1.0.0',
    client_name: 'a-client',
    client_version: '1.0.0',
    attributes: {},
    sdk_name: 'mcpwatch-node',
    sdk_version: '0.1.0',
    ...over,
  };
}
