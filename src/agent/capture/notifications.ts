/** The notifications of one connection: which are events, which call they belong to, and what else they say. */
import type { Call } from './call.js';
import type { InboundRequests } from './inbound-requests.js';
import * as rpc from './json-rpc.js';
import { ACKNOWLEDGED, CANCELLED, NOTIFICATIONS, PROGRESS, TASK_STATUSES } from './methods.js';
import type { OutboundRequests } from './outbound-requests.js';
import { subscriptionIdOf } from './parties.js';
import type { SessionEvents } from './session-events.js';
import { notificationFacts } from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import { taskEndIn } from './task-end.js';

const RECEIVED = { 'mcpwatch.direction': 'inbound' };

export class Notifications {
  readonly #process: ProcessScope;
  readonly #events: SessionEvents;
  readonly #inbound: InboundRequests;
  readonly #outbound: OutboundRequests;

  constructor(scope: ProcessScope, events: SessionEvents, inbound: InboundRequests, outbound: OutboundRequests) {
    this.#process = scope;
    this.#events = events;
    this.#inbound = inbound;
    this.#outbound = outbound;
  }

  /** From the client. Progress is counted, and not an event of its own. */
  received(message: rpc.NotificationMessage, extra: unknown): void {
    const { method, params } = message;
    if (method === PROGRESS) {
      this.#outbound.progressed(params['progressToken']);
      return;
    }
    if (TASK_STATUSES.has(method) && taskEndIn(params) !== undefined) {
      this.#outbound.taskEnded(rpc.asString(params['taskId']));
    }
    const id = method === CANCELLED ? params['requestId'] : undefined;
    const call = rpc.isRequestId(id) ? this.#inbound.pending.newestWithId(id) : undefined;
    if (call !== undefined) this.#inbound.cancelled(call, rpc.asString(params['reason']) || 'no reason given');
    // What is about a call belongs to it; the others have a context of their own.
    const trace = call === undefined ? this.#events.traceOf(params, extra) : undefined;
    this.#events.emit((state) => notificationFacts(message, call, state, RECEIVED, trace), call, 'conversation');
  }

  /** From the server; `during`: the call in whose context it was sent. */
  sent(message: rpc.NotificationMessage, options: unknown, during: Call | undefined): void {
    const { method, params } = message;
    const call = this.#inbound.callOfMessage(params, options, during);
    if (method === PROGRESS) {
      (this.#inbound.pending.withProgressToken(params['progressToken'], call) ?? call)?.progressed();
      return;
    }
    if (method === CANCELLED) this.#outbound.cancelled(params);
    if (method === ACKNOWLEDGED) this.#acknowledged(subscriptionIdOf(params));
    if (TASK_STATUSES.has(method)) {
      const end = taskEndIn(params);
      if (end !== undefined) this.#process.tasks.end(rpc.asString(params['taskId']), end);
    }
    const audience = NOTIFICATIONS.has(method) ? 'everyone' : 'conversation';
    this.#events.emit((state) => notificationFacts(message, call, state), call, audience);
  }

  #acknowledged(id: unknown): void {
    const call = rpc.isRequestId(id) ? this.#inbound.pending.withId(id) : undefined;
    if (call !== undefined) this.#inbound.listening(call);
  }
}
