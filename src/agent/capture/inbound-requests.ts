/** What a client asks of its server on one connection: each request is a call, until it is answered or given up. */

import { fieldOf } from '../../sdk-object.js';
import type { Attributes } from './attributes.js';
import { Call, type CallOwner, FinishedCall, type LongCallReports } from './call.js';
import type { Arrival } from './caller.js';
import { CallsByRequest } from './calls-by-request.js';
import type { Moment } from './clock.js';
import type { Ending } from './ending.js';
import { toolFailure, type Unanswered, unanswered, withException } from './failure.js';
import { isRecord, isRequestId, type Params, type ReplyMessage, type RequestMessage } from './json-rpc.js';
import { isLaterRound } from './operation-registry.js';
import { PENDING_LIMIT, PendingCalls } from './pending-calls.js';
import type { SessionEvents } from './session-events.js';
import { greetingFacts } from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import type { SessionIdentity } from './session-identity.js';
import type { TaskEnd } from './task-end.js';
import { relatedTaskIn, taskEndInReply } from './task-end.js';
import { WITHDRAWN } from './withdrawal.js';

export class InboundRequests implements CallOwner {
  readonly #process: ProcessScope;
  readonly #events: SessionEvents;
  readonly #identity: SessionIdentity;
  readonly pending: PendingCalls;
  readonly #byRequest = new CallsByRequest();
  /** The first request that arrived before its server, and has no reply yet: it is the client's greeting to that server. */
  #greeting: Call | undefined;

  constructor(scope: ProcessScope, events: SessionEvents, identity: SessionIdentity) {
    this.#process = scope;
    this.#events = events;
    this.#identity = identity;
    this.pending = new PendingCalls(PENDING_LIMIT, scope.budget);
  }

  get reports(): LongCallReports {
    return this.#events;
  }

  /** The connection has a server now. */
  served(): void {
    if (this.#greeting !== undefined) this.#greet(this.#greeting);
    this.#greeting = undefined;
  }

  received(message: RequestMessage, arrival: Arrival, started: Moment): Call {
    const { sink, operations, callers } = this.#process;
    const call = new Call(message, arrival.extra, {
      owner: this,
      started,
      snapshot: ({ type }, name, params) => sink.snapshot({ event_type: type, event_name: name }, params),
      traceOf: (params, from) => this.#events.traceOf(params, from),
      caller: callers.attributesOf(arrival),
      operationOf: (call) =>
        isLaterRound(message.params)
          ? operations.take(call, this.#events.operationScope(call.client), message.params)
          : undefined,
    });
    this.#identity.noteRequest(call, arrival.extra);
    if (this.#identity.hasServer) this.#greet(call);
    else this.#greeting ??= call;
    this.pending.add(call);
    this.#process.longCalls.add(call);
    this.#events.begun(call);
    return call;
  }

  /** `request`, which has become `call`, is still to be passed on to a handler. */
  awaitDispatch(request: object, call: Call): void {
    this.#byRequest.add(request, call);
  }

  /** The call that `message` has become: it is passed on to a handler now. */
  dispatched(message: unknown): Call | undefined {
    return isRecord(message) ? this.pending.dispatched(this.#byRequest.take(message), message) : undefined;
  }

  /** `undefined` when no open call has this reply; `during`: the call in whose context it is sent. */
  answered(reply: ReplyMessage, during: Call | undefined): FinishedCall | undefined {
    const call = reply.id === undefined ? undefined : this.pending.withId(reply.id, during);
    if (call === undefined) return undefined;
    const finished = reply.kind === 'result' ? this.#succeed(call, reply.result) : call.failed(reply.error);
    this.finish(finished);
    return finished;
  }

  /** Records the end of an open call; `attributes`: of this outcome. */
  finish(finished: FinishedCall, attributes?: Attributes): void {
    const { call } = finished;
    if (!this.pending.remove(call)) return;
    this.#process.longCalls.remove(call);
    if (call === this.#greeting) this.#greeting = undefined;
    this.#events.finished(finished, attributes);
    call.release();
  }

  cancelled(call: Call, reason: string): void {
    this.#giveUp(call, 'cancelled', `cancelled: ${reason}`);
  }

  /** The answer to `subscriptions/listen` is a stream of notifications, whose end is not a failure. */
  listening(call: Call): void {
    this.#identity.noteListening(call);
    this.finish(new FinishedCall(call, null, undefined));
  }

  /** A task has ended; `during`: the call in whose context that happened, perhaps the one that is about to announce it. */
  taskEnded(id: string, end: TaskEnd, during: Call | undefined): void {
    if (this.#process.tasks.end(id, end)) return;
    if (during !== undefined && this.pending.has(during)) during.endedTask = { id, end };
  }

  overflow(call: Call): void {
    this.#giveUp(call, 'overflow', 'never answered, and too many newer requests are open');
  }

  isOpen(call: Call): boolean {
    return this.pending.has(call);
  }

  /** The connection has ended; returns whether any call was open. */
  abandonAll({ failureOf }: Ending): boolean {
    const open = this.pending.all();
    for (const call of open) {
      const failure = call.isWithdrawn ? WITHDRAWN : failureOf(call, 'no reply');
      this.finish(new FinishedCall(call, null, withException(failure, call.thrown)));
    }
    return open.length > 0;
  }

  /** The handler of `call` has thrown, perhaps after its end. */
  handlerFailed(call: Call, error: unknown): void {
    if (this.pending.has(call)) call.thrown ??= error ?? { name: String(error), message: String(error) };
  }

  /**
   * The call to which a message of the server belongs: the one that has created the task that it names (SDK v1 sends it while
   * the client waits for that task's result), else the one that it answers to, else `during`, in whose context it is sent.
   */
  callOfMessage(params: Params, options: unknown, during: Call | undefined): Call | undefined {
    const taskId = relatedTaskIn(params);
    const creator = taskId === '' ? undefined : this.own(this.#process.tasks.callOf(taskId));
    if (creator !== undefined) return creator;
    const id = fieldOf(options, 'relatedRequestId');
    return (isRequestId(id) ? this.pending.withId(id, during) : undefined) ?? during;
  }

  /** A call of this connection: the host may send on one connection while it handles a request on another. */
  own(handle: unknown): Call | undefined {
    return handle instanceof Call && handle.owner === this ? handle : undefined;
  }

  /** Records an `initialize` event for a new client in the revision without a handshake. */
  #greet(call: Call): void {
    const { client } = call;
    if (client === undefined || call.method === 'initialize') return;
    if (!this.#process.isNewClient(this.#identity.server, client)) return;
    this.#events.emit((state) => greetingFacts(call, client, state), call);
  }

  #succeed(call: Call, result: unknown): FinishedCall {
    this.#identity.noteResult(call, result);
    const end = taskEndInReply(call.method, result);
    if (end !== undefined) this.#process.tasks.end(call.taskId, end);
    const failure = call.rule.type === 'tool_call' ? toolFailure(result, call.thrown) : undefined;
    return new FinishedCall(call, result, failure);
  }

  #giveUp(call: Call, reason: Unanswered, message: string): void {
    this.finish(new FinishedCall(call, null, unanswered(reason, message)));
  }
}
