/** What each JSON-RPC method becomes: a new method is a row here. */
import type { EventType } from '../../model.js';
import { asString, type Params } from './json-rpc.js';

export interface MethodRule {
  readonly type: EventType;
  /** The event's name; the method where this is empty (malformed params). */
  readonly name: (params: Params) => string;
  /** The part of the params that is recorded. */
  readonly params: (params: Params) => unknown;
}

/** Requests from the client that are always events, whatever their outcome. */
export const REQUESTS: ReadonlyMap<string, MethodRule> = new Map<string, MethodRule>([
  [
    'tools/call',
    { type: 'tool_call', name: ({ name }) => asString(name), params: ({ arguments: args }) => args ?? {} },
  ],
  ['resources/read', { type: 'resource_read', name: ({ uri }) => asString(uri), params: ({ uri }) => ({ uri }) }],
  [
    'prompts/get',
    { type: 'prompt_get', name: ({ name }) => asString(name), params: ({ arguments: args }) => args ?? {} },
  ],
  ['initialize', { type: 'initialize', name: () => 'server.initialize', params: (params) => params }],
]);

/** All other requests: an error when they fail, everywhere, and otherwise part of the conversation. */
export const OTHER_REQUEST: MethodRule = { type: 'request', name: () => '', params: (params) => params };

/** Notifications from the server to the client that are events for everyone; others are part of the conversation. */
export const NOTIFICATIONS: ReadonlySet<string> = new Set([
  'notifications/message',
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
]);

/** Requests that are answered when something else has ended: they do not hang. */
export const WAITS_BY_DESIGN: ReadonlySet<string> = new Set(['tasks/result']);

export const CANCELLED = 'notifications/cancelled';
/** The reply to `subscriptions/listen`, which stays open until one side ends it. */
export const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
export const PROGRESS = 'notifications/progress';
/** In revision 2025-11-25, and in the extension that has tasks since 2026-07-28 (SEP-2663). */
export const TASK_STATUSES: ReadonlySet<string> = new Set(['notifications/tasks/status', 'notifications/tasks']);
