/** The events of the scripted session: one table for all SDK versions, and how versions differ, with the reason. */

/** One line per event: type, name, outcome, what was thrown, and other visible facts. */
export function describeEvent(event) {
  const { attributes } = event;
  return [
    event.event_type,
    event.event_name,
    event.is_error ? `failed ${event.error_code ?? '-'} ${attributes['error.type']}` : 'ok',
    attributes['exception.type']?.replace('$ZodError', 'ZodError'),
    attributes['mcpwatch.progress_count'] && `progress ${attributes['mcpwatch.progress_count']}`,
    attributes['mcpwatch.result_type'],
    event.trace_id === 'a'.repeat(32) && event.parent_span_id === 'b'.repeat(16) ? 'traced' : undefined,
  ]
    .filter(Boolean)
    .join(' | ');
}

/** By step of the session; exactly what SDK 1.8 to 1.20 produce. */
const EVENTS = {
  initialize: ['initialize | server.initialize | ok'],
  ping: [],
  list: [],
  success: ['tool_call | echo | ok'],
  'thrown error': ['tool_call | fail | failed - tool_error | TypeError'],
  'unknown tool': ['tool_call | nosuch | failed -32602 -32602 | McpError'],
  'bad arguments': ['tool_call | echo | failed -32602 -32602 | McpError'],
  'malformed params': ['tool_call | tools/call | failed -32603 -32603 | ZodError'],
  'unknown method': ['error | nosuch/method | failed -32601 -32601'],
  resource: ['resource_read | matrix://static | ok'],
  template: ['resource_read | matrix://item/7 | ok'],
  'missing resource': ['resource_read | matrix://none | failed -32602 -32602 | McpError'],
  prompt: ['prompt_get | greet | ok'],
  'failing prompt': ['prompt_get | boom | failed -32603 -32603 | RangeError'],
  completion: [],
  notification: ['notification | notifications/message | ok', 'tool_call | log | ok'],
  progress: ['tool_call | progress | ok | progress 2'],
  trace: ['tool_call | echo | ok | traced'],
  cancel: ['tool_call | slow | failed - cancelled'],
  task: ['tool_call | later | ok | task'],
  'task result': ['tool_call | later | ok'],
  close: ['close | server.close | ok'],
};

const between =
  (from, to = Infinity) =>
  ({ sdk, version }) =>
    sdk === 'v1' && minorOf(version) >= from && minorOf(version) < to;
const minorOf = (version) => Number(version.split('.')[1]);
const isV2 = ({ sdk }) => sdk === 'v2';
const both = (one, other) => (cell) => one(cell) && other(cell);
const isHigh = ({ level }) => level === 'McpServer';
const isLow = ({ level }) => level === 'Server';

const replaceAll = (from, to) => (line) => line.replace(from, to);
const becomes = (text) => () => text;

/** Differences between SDK versions: when, in which steps, what, and why. Rows apply in order, each to the result of the previous one. */
export const DIFFERENCES = [
  {
    versions: '1.0 – 1.7',
    when: between(0, 8),
    change: replaceAll('| McpError', '| Error'),
    reason: 'before 1.8 the SDK’s errors had no name of their own',
  },
  {
    versions: 'low-level `Server`',
    when: both(isLow, between(0)),
    steps: ['thrown error'],
    change: becomes('tool_call | fail | failed -32603 -32603 | TypeError'),
    reason: 'without `McpServer` a thrown error is a JSON-RPC error, not a tool result',
  },
  {
    versions: '1.21 – 1.x, `McpServer`',
    when: both(isHigh, between(21)),
    steps: ['unknown tool', 'bad arguments'],
    change: (line) => line.replace(/failed .*/, 'failed - tool_error | McpError'),
    reason: 'from 1.21 these are tool results with `isError`, not JSON-RPC errors',
  },
  {
    versions: '2.x',
    when: isV2,
    change: replaceAll('| McpError', '| ProtocolError'),
    reason: '`McpError` is called `ProtocolError`',
  },
  {
    versions: '2.x',
    when: isV2,
    steps: ['bad arguments'],
    change: becomes('tool_call | echo | failed - tool_error | ProtocolError'),
    reason: 'bad arguments are a tool result; an unknown tool is a JSON-RPC error again',
  },
  {
    versions: '2.x',
    when: isV2,
    steps: ['malformed params'],
    change: becomes('tool_call | tools/call | failed -32602 -32602 | ProtocolError'),
    reason: 'malformed params have the code for invalid params instead of an internal error',
  },
];

/** The events of `steps` (names) for a cell of the matrix, in order. */
export function expectedEvents(cell, steps) {
  return [...steps, 'close'].flatMap((step) => EVENTS[step].map((line) => differ(cell, step, line)));
}

function differ(cell, step, line) {
  return DIFFERENCES.filter(({ when, steps }) => when(cell) && (steps?.includes(step) ?? true)).reduce(
    (text, { change }) => change(text),
    line,
  );
}
