/** Events as forty tools of eight servers make them: 5 % fail, durations have a long tail, every twentieth asks its client. */
const SDK = { sdk_name: 'mcpwatch-node', sdk_version: '0.1.0' };
const PADDING = 'lorem ipsum dolor sit amet '.repeat(4);

/** JSON texts. Each `seed` gives other ids. */
export function* eventsFrom({ startMs, stepMs, seed = 1 }) {
  let state = seed * 2654435761;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
  for (let number = 0; ; number += 1) {
    const tool = Math.floor(random() ** 2 * 40);
    const server = tool % 8;
    const session = `${(server + 16).toString(16).padStart(12, 'a')}-${Math.floor(number / 5000)}`;
    const isError = random() < 0.05;
    const span = (seed * 2 ** 40 + number).toString(16).padStart(16, '0');
    const isNested = number % 20 === 19;
    yield JSON.stringify({
      event_id: `${seed}-${number}`,
      trace_id: span.repeat(2),
      span_id: span,
      parent_span_id: isNested ? (seed * 2 ** 40 + number - 1).toString(16).padStart(16, '0') : null,
      event_type: isNested ? 'request' : 'tool_call',
      event_name: isNested ? 'sampling/createMessage' : `tool_${tool}`,
      started_at: new Date(startMs + number * stepMs).toISOString(),
      ended_at: new Date(startMs + number * stepMs + 5).toISOString(),
      duration_ms: Math.round(1000 * Math.exp(random() * 6 + random() * 4 - 2)) / 1000,
      mcp_method: isNested ? 'sampling/createMessage' : 'tools/call',
      mcp_protocol_version: '2025-11-25',
      request_params: { query: `item ${number}` },
      response_content: { content: [{ type: 'text', text: PADDING }] },
      is_error: isError,
      error_code: null,
      error_message: isError ? `request ${number} to shard ${tool} failed` : null,
      transport_type: 'stdio',
      server_name: `server-${server}`,
      server_version: '1.0.0',
      client_name: 'bench',
      client_version: '1.0.0',
      ...SDK,
      attributes: {
        'mcpwatch.session.id': session,
        'mcpwatch.request.bytes': '24',
        'mcpwatch.response.bytes': '180',
        ...(isNested ? { 'mcpwatch.direction': 'outbound' } : {}),
        ...(isError ? { 'error.type': 'tool_error' } : {}),
      },
    });
  }
}
