/** The notifications of one connection: which are events, which call they belong to, and what else they say. */
import { fieldOf } from '../../sdk-object.js';
import type { Call } from './call.js';
import * as rpc from './json-rpc.js';
import { ACKNOWLEDGED, CANCELLED, NOTIFICATIONS, PROGRESS, TASK_STATUS } from './methods.js';
import type { OutboundRequests } from './outbound-requests.js';
import { subscriptionIdOf } from './parties.js';
import type { PendingCalls } from './pending-calls.js';
import type { SessionEvents } from './session-events.js';
import { notificationFacts } from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import { taskEndIn } from './task-end.js';

export interface NotificationsOptions {
  readonly scope: ProcessScope;
  readonly events: SessionEvents;
  readonly calls: PendingCalls;
  readonly outbound: OutboundRequests;
  /** The client has cancelled `call`. */
  readonly onCancelled: (call: Call, reason: string) => void;
  /** `call` is answered by a stream, from now on. */
  readonly onListening: (call: Call) => void;
}

const RECEIVED = { 'mcpwatch.direction': 'inbound' };

export class Notifications {
  readonly #options: NotificationsOptions;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** From the client. Progress is counted, and not an event of its own. */
  received(message: rpc.NotificationMessage): void {
    const { method, params } = message;
    const { outbound, calls, events, onCancelled } = this.#options;
    if (method === PROGRESS) {
      outbound.progressed(params['progressToken']);
      return;
    }
    const id = method === CANCELLED ? params['requestId'] : undefined;
    const call = rpc.isRequestId(id) ? calls.withId(id) : undefined;
    if (call !== undefined) onCancelled(call, rpc.asString(params['reason']) || 'no reason given');
    events.emit((state) => notificationFacts(message, call, state, RECEIVED), call, 'conversation');
  }

  /** From the server; `during`: the call in whose context it was sent. */
  sent(message: rpc.NotificationMessage, options: unknown, during: Call | undefined): void {
    const { method, params } = message;
    const { scope, events, calls, outbound } = this.#options;
    if (method === PROGRESS) {
      calls.withProgressToken(params['progressToken'], during)?.progressed();
      return;
    }
    if (method === CANCELLED) outbound.cancelled(params);
    if (method === ACKNOWLEDGED) this.#acknowledged(subscriptionIdOf(params));
    if (method === TASK_STATUS) {
      const end = taskEndIn(params);
      if (end !== undefined) scope.tasks.end(rpc.asString(params['taskId']), end);
    }
    const call = callOfMessage(options, during, calls);
    const audience = NOTIFICATIONS.has(method) ? 'everyone' : 'conversation';
    events.emit((state) => notificationFacts(message, call, state), call, audience);
  }

  #acknowledged(id: unknown): void {
    const call = rpc.isRequestId(id) ? this.#options.calls.withId(id) : undefined;
    if (call !== undefined) this.#options.onListening(call);
  }
}

/** The call to which a message of the server belongs: the one that it names, else the one in whose context it is sent. */
export function callOfMessage(options: unknown, during: Call | undefined, calls: PendingCalls): Call | undefined {
  const id = fieldOf(options, 'relatedRequestId');
  return (rpc.isRequestId(id) ? calls.withId(id, during) : undefined) ?? during;
}
