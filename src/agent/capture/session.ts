/**
 * One connection: its messages in, its events out. What a message says (its name, its failure, its parties) is decided
 * by the pure files beside this one.
 */
import type { HttpRejection } from '../../http-rejection.js';
import type { CallSpan, Connection, ConnectionObserver, TaskOutcome } from '../../model.js';
import { Call, type CallOwner, FinishedCall, type LongCallReports } from './call.js';
import { type Arrival, callerOf } from './caller.js';
import { CallsByRequest } from './calls-by-request.js';
import { type Moment, momentAt, momentOf } from './clock.js';
import type { EventContext } from './event.js';
import { rpcFailure, toolFailure, transportFailure, type Unanswered, unanswered } from './failure.js';
import * as rpc from './json-rpc.js';
import { callOfMessage, Notifications } from './notifications.js';
import { isLaterRound } from './operation-registry.js';
import { OutboundRequest } from './outbound-request.js';
import { OutboundRequests } from './outbound-requests.js';
import { PENDING_LIMIT, PendingCalls } from './pending-calls.js';
import { crashOf, type End, endFailure } from './process-death.js';
import { SessionEvents } from './session-events.js';
import * as facts from './session-facts.js';
import type { ProcessScope, SessionListener } from './session-host.js';
import { SessionIdentity } from './session-identity.js';
import { taskEndInReply } from './task-end.js';

export class Session implements ConnectionObserver, CallOwner {
  readonly started: Moment;
  readonly #process: ProcessScope;
  readonly #listener: SessionListener<Session>;
  readonly #identity: SessionIdentity;
  readonly #events: SessionEvents;
  readonly #pending: PendingCalls;
  readonly #outbound: OutboundRequests;
  readonly #notifications: Notifications;
  readonly #calls = new CallsByRequest();
  /** The first request that arrived before its server, and has no reply yet: it is the client's greeting to that server. */
  #greeting: Call | undefined;
  #phase: 'silent' | 'alive' | 'ended' = 'silent';
  readonly printed: SessionEvents['printed'] = (...print) => this.#events.printed(...print);
  readonly carriedBy: ConnectionObserver['carriedBy'] = (during) => this.#events.carriedBy(this.#own(during));

  /** Keeps nothing of the connection: a host that drops a transport without closing it must not find it kept by us. */
  constructor(connection: Connection, scope: ProcessScope, listener: SessionListener<Session>) {
    const { exchangeArrivedMs } = connection;
    this.#process = scope;
    this.#listener = listener;
    this.#identity = new SessionIdentity(connection, scope.sharedSessionId);
    this.#events = new SessionEvents(scope, this.#identity);
    this.#pending = new PendingCalls(PENDING_LIMIT, scope.budget);
    this.#outbound = new OutboundRequests(scope, this.#events);
    this.#notifications = new Notifications({
      scope,
      events: this.#events,
      calls: this.#pending,
      outbound: this.#outbound,
      onCancelled: (call, reason) => this.#giveUp(call, 'cancelled', `cancelled: ${reason}`),
      onListening: (call) => this.#onListening(call),
    });
    this.started = exchangeArrivedMs === undefined ? momentOf(scope.clock) : momentAt(exchangeArrivedMs, scope.clock);
  }

  get reports(): LongCallReports {
    return this.#events;
  }

  get isPerRequest(): boolean {
    return this.#identity.isPerRequest;
  }

  /** What `server.close` says of this session's parties. */
  context(): EventContext {
    return this.#identity.context(undefined);
  }

  served(server: object): void {
    this.#identity.served(server);
    if (this.#greeting !== undefined) this.#greet(this.#greeting);
    this.#greeting = undefined;
  }

  inbound(value: unknown, extra: unknown, peer?: string): void {
    rpc.forEachMessage(value, (message, raw) => {
      if (message.kind === 'request') {
        this.#calls.add(raw, this.#onRequest(message, { extra, peer }, momentOf(this.#process.clock)));
      } else if (message.kind === 'notification') {
        this.#notifications.received(message);
      } else {
        this.#outbound.answered(message);
      }
    });
    this.#wake();
  }

  callOf(message: unknown): object | undefined {
    return rpc.isRecord(message) ? this.#pending.dispatched(this.#calls.take(message), message) : undefined;
  }

  spanOf(call: unknown): CallSpan | undefined {
    return this.#events.spanOf(this.#own(call));
  }

  outbound(value: unknown, options: unknown, during: unknown): object | undefined {
    const call = this.#own(during);
    let identity: FinishedCall | OutboundRequest | undefined;
    rpc.forEachMessage(value, (message) => {
      if (message.kind === 'notification') this.#notifications.sent(message, options, call);
      else if (message.kind !== 'request') identity = this.#onReply(message, call);
      else identity = this.#outbound.sent(message, callOfMessage(options, call, this.#pending));
    });
    return identity;
  }

  unsent(what: object, error: unknown): void {
    if (what instanceof OutboundRequest) this.#outbound.unsent(what, error);
    else if (what instanceof FinishedCall) this.#events.unsent(what, transportFailure(error, 'send_failed'));
  }

  handlerFailed(during: unknown, error: unknown): void {
    const call = this.#own(during);
    if (call !== undefined) call.thrown ??= error;
  }

  taskEnded({ taskId, status, result }: TaskOutcome, during: unknown): void {
    const end = { status, result, message: '' };
    if (this.#process.tasks.end(taskId, end)) return;
    const call = this.#own(during);
    if (call !== undefined && this.#pending.has(call)) call.endedTask = { id: taskId, end };
  }

  rejected(rejection: HttpRejection): void {
    this.#wake();
    const failure = rpcFailure(rpc.rpcErrorIn(rejection.error), undefined);
    const arrived = momentAt(rejection.arrivedMs, this.#process.clock);
    const attributes = facts.httpAttributes(rejection);
    let hasRequest = false;
    rpc.forEachMessage(rejection.messages, (message) => {
      if (message.kind !== 'request') return;
      hasRequest = true;
      const call = this.#onRequest(message, rejection, arrived);
      this.#finish(new FinishedCall(call, null, failure), attributes);
    });
    if (!hasRequest) this.#events.emit((state) => facts.errorFacts('transport.error', failure, state, attributes));
  }

  transportFailed(error: unknown): void {
    this.#wake();
    const failure = transportFailure(error, 'transport_error');
    this.#events.emit((state) => facts.errorFacts('transport.error', failure, state));
  }

  closed(): void {
    this.#listener.closed(this);
  }

  overflow(call: Call): void {
    this.#giveUp(call, 'overflow', 'never answered, and too many newer requests are open');
  }

  /** Gives up the open calls and records the end of the session, once. */
  end(end: End): void {
    const wasAlive = this.#phase === 'alive';
    this.#phase = 'ended';
    const failure = endFailure(end, 'no reply');
    this.#outbound.abandonAll();
    const open = this.#pending.all();
    for (const call of open) this.#finish(new FinishedCall(call, null, failure));
    if (wasAlive && !this.isPerRequest) this.#events.closed(this.started, open.length === 0 ? crashOf(end) : undefined);
  }

  #wake(): void {
    if (this.#phase !== 'silent') return;
    this.#phase = 'alive';
    this.#listener.alive(this);
  }

  #onRequest(message: rpc.RequestMessage, arrival: Arrival, started: Moment): Call {
    const { sink, operations, callerAttributes } = this.#process;
    const call = new Call(message, arrival.extra, {
      owner: this,
      started,
      snapshot: ({ type }, name, params) => sink.snapshot({ event_type: type, event_name: name }, params),
      traceOf: (params, from) => this.#events.traceOf(params, from),
      caller: callerAttributes(() => callerOf(arrival)),
      operationOf: (call) =>
        isLaterRound(message.params)
          ? operations.take(call, this.#events.operationScope(call.client), message.params)
          : undefined,
    });
    this.#identity.noteRequest(call, arrival.extra);
    if (this.#identity.hasServer) this.#greet(call);
    else this.#greeting ??= call;
    this.#pending.add(call);
    this.#process.longCalls.add(call);
    this.#events.begun(call);
    return call;
  }

  /** Records an `initialize` event for a new client in the revision without a handshake. */
  #greet(call: Call): void {
    const { client } = call;
    if (client === undefined || call.method === 'initialize') return;
    if (!this.#process.isNewClient(this.#identity.server, client)) return;
    this.#events.emit((state) => facts.greetingFacts(call, client, state), call);
  }

  #onReply(message: rpc.ReplyMessage, during: Call | undefined): FinishedCall | undefined {
    const call = message.id === undefined ? undefined : this.#pending.withId(message.id, during);
    if (call !== undefined) {
      const finished = message.kind === 'result' ? this.#succeed(call, message.result) : call.failed(message.error);
      this.#finish(finished);
      return finished;
    }
    if (message.kind === 'error') {
      const failure = rpcFailure(message.error, undefined);
      this.#events.emit((state) => facts.errorFacts('protocol.error', failure, state));
    }
    return undefined;
  }

  #succeed(call: Call, result: unknown): FinishedCall {
    this.#identity.noteResult(call, result);
    const end = taskEndInReply(call.method, result);
    if (end !== undefined) this.#process.tasks.end(call.taskId, end);
    const failure = call.rule.type === 'tool_call' ? toolFailure(result, call.thrown) : undefined;
    return new FinishedCall(call, result, failure);
  }

  #finish(finished: FinishedCall, attributes?: facts.Attributes): void {
    const { call } = finished;
    if (!this.#pending.remove(call)) return;
    this.#process.longCalls.remove(call);
    if (call === this.#greeting) this.#greeting = undefined;
    this.#events.finished(finished, attributes);
  }

  #giveUp(call: Call, reason: Unanswered, message: string): void {
    this.#finish(new FinishedCall(call, null, unanswered(reason, message)));
  }

  /** The answer to `subscriptions/listen` is a stream of notifications, whose end is not a failure. */
  #onListening(call: Call): void {
    this.#identity.noteListening(call);
    this.#finish(new FinishedCall(call, null, undefined));
  }

  /** A call of this session: the host may send on one connection while it handles a request on another. */
  #own(handle: unknown): Call | undefined {
    return handle instanceof Call && handle.owner === this ? handle : undefined;
  }
}
