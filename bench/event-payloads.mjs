/** Typical events of MCP servers in four sizes: prose, JSON in a text item, records, and a mix. */

export const EVENT_SIZES = [
  { name: '0.5 KB', bytes: 512 },
  { name: '4 KB', bytes: 4096 },
  { name: '64 KB', bytes: 65_536 },
  { name: '1 MB', bytes: 1_048_576 },
];

const PROSE =
  'The build of branch main finished in 4 minutes. Two tests were skipped, none failed; see the report for details.\n' +
  'Most of the time went into installing packages, so that a cache would help. The report says: “fine, but slow”.\n';
const CITIES = ['Lisbon', 'Oslo', 'Nairobi', 'Quito', 'Hanoi'];

function record(i) {
  return {
    id: `usr_${10_000 + i}`,
    uuid: `3f2c${(i * 7919).toString(16).padStart(4, '0')}-8a1b-4c3d-9e5f-00112233${(4096 + i).toString(16)}`,
    name: `Person Number ${i}`,
    email: `person${i}@example.com`,
    active: i % 3 !== 0,
    balance: i * 13.37,
    logins: i,
    city: CITIES[i % CITIES.length],
    created_at: new Date(1.7e12 + i * 1e7).toISOString(),
    tags: ['alpha', 'beta'],
    note: 'Called about the invoice; wants a copy by post.',
    manager: null,
  };
}

function records(bytes) {
  const rows = [];
  for (let size = 0, i = 0; size < bytes; i += 1) {
    rows.push(record(i));
    size += JSON.stringify(rows[i]).length + 1;
  }
  return rows;
}

function small(bytes) {
  return { content: [{ type: 'text', text: PROSE.repeat(20_000).slice(0, bytes) }] };
}

const PAYLOADS = {
  prose: (bytes) => small(bytes),
  'json text': (bytes) => ({
    content: [{ type: 'text', text: JSON.stringify(records(bytes * 0.85), null, 1) }],
  }),
  records: (bytes) => ({ content: [], structuredContent: { rows: records(bytes) } }),
  mixed: (bytes) => ({
    content: [{ type: 'text', text: JSON.stringify(records(bytes * 0.3)) }, ...small(bytes * 0.3).content],
    structuredContent: { total: 12, page: 1, rows: records(bytes * 0.3) },
    isError: false,
  }),
};

function eventWith(i, response) {
  const id = (0x1000 + i).toString(16).padStart(16, '0');
  return {
    event_id: `0192f3a4-7b1c-7def-8${id.slice(0, 3)}-${id.slice(4)}`,
    trace_id: `4bf92f3577b34da6${id}`,
    span_id: id,
    parent_span_id: null,
    event_type: 'tool_call',
    event_name: 'search_customers',
    started_at: '2026-01-05T10:20:30.456Z',
    ended_at: '2026-01-05T10:20:30.502Z',
    duration_ms: 45.81 + i,
    mcp_method: 'tools/call',
    mcp_protocol_version: '2025-11-25',
    request_params: { query: `orders of customer ${i}`, limit: 20, filter: { city: 'Oslo', active: true } },
    response_content: response,
    is_error: false,
    error_code: null,
    error_message: null,
    transport_type: 'stdio',
    server_name: 'shop',
    server_version: '1.4.2',
    client_name: 'some-client',
    client_version: '0.9.0',
    attributes: {
      'mcp.session.id': `session-${id}`,
      'jsonrpc.request.id': String(i),
      'network.transport': 'pipe',
    },
    sdk_name: 'mcpwatch-node',
    sdk_version: '0.1.0',
  };
}

/** Eight events of each kind, each with a payload of about `bytes` bytes of JSON. */
export function eventsOfSize({ bytes }) {
  return Object.fromEntries(
    Object.entries(PAYLOADS).map(([kind, make]) => [
      kind,
      Array.from({ length: bytes > 1e5 ? 2 : 8 }, (_, i) => eventWith(i, make(bytes))),
    ]),
  );
}
