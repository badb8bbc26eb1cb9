/** What the scripted session becomes, in one table; where SDK versions themselves differ, with the reason. */

/** One line per event: type, name, error code, error type, exception, what else is to be seen. */
export function describeEvent(event) {
  const { attributes } = event;
  return [
    event.event_type,
    event.event_name,
    event.is_error ? `failed ${event.error_code ?? '-'} ${attributes['error.type']}` : 'ok',
    attributes['exception.type'],
    attributes['mcpwatch.progress_count'] && `progress ${attributes['mcpwatch.progress_count']}`,
    event.trace_id === 'a'.repeat(32) && event.parent_span_id === 'b'.repeat(16) ? 'traced' : undefined,
  ]
    .filter(Boolean)
    .join(' | ');
}

const COMMON = {
  initialize: 'initialize | server.initialize | ok',
  success: 'tool_call | echo | ok',
  'thrown error': 'tool_call | fail | failed - tool_error | TypeError',
  'unknown tool': 'tool_call | nosuch | failed -32602 -32602',
  'bad arguments': 'tool_call | echo | failed -32602 -32602',
  'malformed params': 'tool_call | tools/call | failed -32603 -32603',
  'unknown method': 'error | nosuch/method | failed -32601 -32601',
  resource: 'resource_read | matrix://static | ok',
  template: 'resource_read | matrix://item/7 | ok',
  'missing resource': 'resource_read | matrix://none | failed -32602 -32602',
  prompt: 'prompt_get | greet | ok',
  'failing prompt': 'prompt_get | boom | failed -32603 -32603 | RangeError',
  notification: ['notification | notifications/message | ok', 'tool_call | log | ok'],
  progress: 'tool_call | progress | ok | progress 2',
  trace: 'tool_call | echo | ok | traced',
  cancel: 'tool_call | slow | failed - cancelled',
  close: 'close | server.close | ok',
};

/** `[what, from version, up to (not with) version, difference, reason]`. */
const DIFFERENCES = [];

export function expectedEvents({ version, isLow, hasTasks }) {
  void version;
  void isLow;
  void hasTasks;
  return { ...COMMON, ...DIFFERENCES };
}
