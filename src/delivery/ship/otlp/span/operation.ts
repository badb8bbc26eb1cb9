/** What an event stands for in the MCP conventions: an operation, the end of a session, or a note about something else. */
import type { RecordedEvent } from './recorded-event.js';

export type Role =
  /** A request and its response: a span, and a duration. */
  | 'request'
  /** A message without a response: a span, and a duration of next to nothing. */
  | 'notification'
  /** The duration of a session; the conventions have no span for it. */
  | 'session'
  /** Not an operation of the protocol, but a failure or remark about one: an INTERNAL span. */
  | 'note';

/** Sent by clients only; every other notification is the server's unless the event says otherwise, as those of clients do. */
const CLIENT_NOTIFICATIONS: ReadonlySet<string> = new Set([
  'notifications/initialized',
  'notifications/roots/list_changed',
]);

export function roleOf(event: RecordedEvent): Role {
  const { event_type: type, event_name: name, mcp_method: method } = event;
  if (type === 'close') return 'session';
  if (type === 'notification') return 'notification';
  // Revision 2026-07-28 has no handshake: a client that shows itself in some other request gets an `initialize` event.
  if (type === 'initialize') return method === 'initialize' ? 'request' : 'note';
  if (isTaskOutcome(event)) return 'note';
  if (type === 'error') return method !== '' && name === method && !isUnsent(event) ? 'request' : 'note';
  return 'request';
}

/** What became of a task: the call that created it was an operation of its own, and has a request id. */
function isTaskOutcome({ attributes }: RecordedEvent): boolean {
  return attributes['mcp.task.id'] !== undefined && attributes['jsonrpc.request.id'] === undefined;
}

/** The call of a response that could not be sent has an event of its own. */
function isUnsent(event: RecordedEvent): boolean {
  return event.attributes['error.type'] === 'send_failed';
}

/** The call that it is about is its parent, and not what the client had in mind. */
export const isAboutCall = ({ mcp_method: method }: RecordedEvent): boolean => method === 'notifications/cancelled';

/** Whether the server sent it; otherwise the client did. */
export function isOutbound(event: RecordedEvent): boolean {
  const direction = event.attributes['mcpwatch.direction'];
  if (direction !== undefined) return direction === 'outbound';
  return event.event_type === 'notification' && !CLIENT_NOTIFICATIONS.has(event.mcp_method);
}

/** The tool or prompt of an operation; empty for every other method. */
export function targetOf(event: RecordedEvent): string {
  const { mcp_method: method, event_name: name } = event;
  return (method === 'tools/call' || method === 'prompts/get') && name !== method ? name : '';
}
