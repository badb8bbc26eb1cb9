/**
 * One connection: its messages in, its events out. Requests are joined with their replies by id; what a message says
 * (its name, its failure, its parties) is decided by the pure files beside this one.
 */
import type { Connection, ConnectionObserver, EventSink, RequestId } from '../../model.js';
import { fieldOf } from '../../sdk-object.js';
import { type Clock, type Moment, momentAt, momentOf } from './clock.js';
import { buildEvent, type EventContext, type EventFacts } from './event.js';
import { rpcFailure, toolFailure, transportFailure, type Unanswered, unanswered } from './failure.js';
import { arrivedByHttp, httpHeader } from './http-request.js';
import { newSpanId, newTraceId } from './ids.js';
import {
  asString,
  isRecord,
  isRequestId,
  NO_PARAMS,
  type NotificationMessage,
  type Params,
  parseMessages,
  type ReplyMessage,
  type RequestMessage,
} from './json-rpc.js';
import { ACKNOWLEDGED, CANCELLED, NOTIFICATIONS, OTHER_REQUEST, PROGRESS, REQUESTS } from './methods.js';
import {
  agreedRevision,
  clientInMeta,
  initializingClient,
  NOBODY,
  type Party,
  rememberedClient,
  rememberedRevision,
  revisionInMeta,
  serverParty,
  subscriptionIdOf,
} from './parties.js';
import { type FinishedCall, type PendingCall, PendingCalls } from './pending-calls.js';
import {
  callFacts,
  closeFacts,
  errorFacts,
  greetingFacts,
  isEvent,
  notificationFacts,
  type SessionState,
  unsentFacts,
} from './session-facts.js';
import { traceParentOf } from './trace-context.js';
import { isPerRequest, networkAttributes, transportTypeOf } from './transport-type.js';

/** The most requests without a reply on one connection; beyond it the oldest is given up. */
const PENDING_LIMIT = 10_000;

/** What a session needs from the process that it is in. */
export interface SessionHost {
  readonly clock: Clock;
  readonly sink: EventSink;
  /** The first message of the session has arrived: from now on its end is an event. */
  alive(session: Session): void;
  closed(session: Session): void;
  /** Revision 2026-07-28 has no handshake: returns true the first time that `server` sees `client`. */
  isNewClient(server: Party, client: Party): boolean;
}

export class Session implements ConnectionObserver {
  readonly started: Moment;
  /** Each request has a connection of its own, whose end is not the end of a session. */
  readonly isPerRequest: boolean;
  readonly #host: SessionHost;
  /** Answers for one HTTP request that an entry of SDK v2 answered itself. */
  readonly #isExchange: boolean;
  // Weak, like all that is kept of the connection: a host that drops a transport without closing it must not find it
  // kept by us.
  #server: WeakRef<object> | undefined;
  readonly #transport: WeakRef<object>;
  readonly #traceId = newTraceId();
  readonly #pending = new PendingCalls(PENDING_LIMIT);
  #party: Party;
  #transportType;
  #client: Party | undefined;
  /** The first request that arrived before its server, and has no reply yet: it is the client's greeting to that server. */
  #greeting: PendingCall | undefined;
  #revision = '';
  /** Calls by the reply that was handed over, for as long as that lives: the transport may fail to send it. */
  readonly #answered = new WeakMap<object, FinishedCall>();
  #phase: 'silent' | 'alive' | 'ended' = 'silent';

  constructor(connection: Connection, host: SessionHost) {
    const { server, transport, exchangeArrivedMs } = connection;
    this.#host = host;
    this.#isExchange = exchangeArrivedMs !== undefined;
    this.#server = server && new WeakRef(server);
    this.#transport = new WeakRef(transport);
    this.#party = serverParty(server);
    this.#transportType = transportTypeOf(connection);
    this.isPerRequest = this.#isExchange || isPerRequest(transport);
    this.started = exchangeArrivedMs === undefined ? momentOf(host.clock) : momentAt(exchangeArrivedMs, host.clock);
  }

  /** What `server.close` says of this session's parties. */
  context(): EventContext {
    return this.#contextOf(NO_PARAMS, undefined);
  }

  served(server: object): void {
    this.#server = new WeakRef(server);
    this.#party = serverParty(server);
    if (this.#greeting !== undefined) this.#greet(this.#greeting);
    this.#greeting = undefined;
  }

  inbound(value: unknown, extra: unknown): void {
    this.#wake();
    for (const message of parseMessages(value)) {
      if (message.kind === 'request') this.#onRequest(message, extra);
      else if (message.kind === 'notification' && message.method === CANCELLED) this.#onCancelled(message.params);
    }
  }

  outbound(value: unknown, options: unknown, during: RequestId | undefined): void {
    for (const message of parseMessages(value)) {
      if (message.kind === 'notification') this.#onNotification(message, relatedRequest(options) ?? during);
      if (message.kind !== 'result' && message.kind !== 'error') continue;
      const finished = this.#onReply(message);
      if (finished !== undefined && isRecord(value)) this.#answered.set(value, finished);
    }
  }

  unsent(reply: unknown, error: unknown): void {
    const finished = isRecord(reply) ? this.#answered.get(reply) : undefined;
    if (finished === undefined) return;
    const { call } = finished;
    const failure = transportFailure(error, 'send_failed');
    if (isEvent(finished)) this.#emit(unsentFacts(call, failure, this.#state()), call.params, call.extra);
    else this.#finish({ call, result: null, failure });
  }

  handlerFailed(id: RequestId, error: unknown): void {
    const call = this.#pending.get(id);
    if (call !== undefined) call.thrown ??= error;
  }

  transportFailed(error: unknown): void {
    this.#wake();
    this.#emit(errorFacts('transport.error', transportFailure(error, 'transport_error'), this.#state()));
  }

  closed(): void {
    this.#host.closed(this);
  }

  /** Gives up the open calls and records the end of the session, once. */
  end(reason: Unanswered): void {
    const wasAlive = this.#phase === 'alive';
    this.#phase = 'ended';
    for (const call of this.#pending.takeAll()) this.#giveUp(call, reason, `no reply: ${reason.replace('_', ' ')}`);
    if (wasAlive && !this.isPerRequest) this.#emit(closeFacts(this.started, this.#state()));
  }

  #wake(): void {
    if (this.#phase !== 'silent') return;
    this.#phase = 'alive';
    this.#host.alive(this);
  }

  #onRequest(message: RequestMessage, extra: unknown): void {
    if (this.#transportType === 'unknown' && arrivedByHttp(extra)) this.#transportType = 'streamable-http';
    const call = this.#createCall(message, extra);
    // One connection has one client, which revision 2026-07-28 names in each request: `close` names it too.
    if (!this.isPerRequest || this.#isExchange) this.#client = clientInMeta(message.params) ?? this.#client;
    if (this.#server === undefined) this.#greeting ??= call;
    else this.#greet(call);
    const oldest = this.#pending.add(call);
    this.#giveUp(oldest, 'overflow', `never answered, and ${PENDING_LIMIT} newer requests are open`);
  }

  #createCall({ id, method, params }: RequestMessage, extra: unknown): PendingCall {
    const rule = REQUESTS.get(method) ?? OTHER_REQUEST;
    const name = rule.name(params) || method;
    const recorded = rule.params(params);
    return {
      id,
      method,
      rule,
      name,
      params,
      // Most other requests never become an event.
      recorded:
        rule === OTHER_REQUEST
          ? recorded
          : this.#host.sink.snapshot({ event_type: rule.type, event_name: name }, recorded),
      extra,
      started: this.#isExchange ? this.started : momentOf(this.#host.clock),
      spanId: newSpanId(),
      parent: traceParentOf(params, extra),
      thrown: undefined,
      progressCount: 0,
    };
  }

  /** Records an `initialize` event for a new client in the revision without a handshake. */
  #greet(call: PendingCall): void {
    const client = clientInMeta(call.params);
    if (client === undefined || call.method === 'initialize') return;
    if (!this.#host.isNewClient(this.#party, client)) return;
    this.#emit(greetingFacts(call, client, this.#state()), call.params, call.extra);
  }

  #onReply(message: ReplyMessage): FinishedCall | undefined {
    const call = message.id === undefined ? undefined : this.#pending.take(message.id);
    if (call === undefined) {
      if (message.kind === 'error') {
        this.#emit(errorFacts('protocol.error', rpcFailure(message.error, undefined), this.#state()));
      }
      return undefined;
    }
    const finished =
      message.kind === 'result'
        ? this.#succeed(call, message.result)
        : { call, result: null, failure: rpcFailure(message.error, call.thrown) };
    this.#finish(finished);
    return finished;
  }

  #succeed(call: PendingCall, result: unknown): FinishedCall {
    if (call.method === 'initialize') {
      this.#client = initializingClient(call.params);
      this.#revision = agreedRevision(result);
    }
    const failure = call.rule.type === 'tool_call' ? toolFailure(result, call.thrown) : undefined;
    return { call, result, failure };
  }

  #finish(finished: FinishedCall): void {
    const { call } = finished;
    if (call === this.#greeting) this.#greeting = undefined;
    if (isEvent(finished)) this.#emit(callFacts(finished, this.#state()), call.params, call.extra);
  }

  #giveUp(call: PendingCall | undefined, reason: Unanswered, message: string): void {
    if (call !== undefined) this.#finish({ call, result: null, failure: unanswered(reason, message) });
  }

  #onNotification(message: NotificationMessage, during: RequestId | undefined): void {
    const { method, params } = message;
    if (method === PROGRESS) {
      const call = this.#pending.byProgressToken(params['progressToken']);
      if (call !== undefined) call.progressCount += 1;
    }
    if (method === ACKNOWLEDGED) this.#onListening(subscriptionIdOf(params));
    if (!NOTIFICATIONS.has(method)) return;
    const call = during === undefined ? undefined : this.#pending.get(during);
    this.#emit(notificationFacts(message, call, this.#state()), call?.params, call?.extra);
  }

  /** The answer to `subscriptions/listen` is a stream of notifications, whose end is not a failure. */
  #onListening(id: unknown): void {
    const call = isRequestId(id) ? this.#pending.take(id) : undefined;
    if (call !== undefined) this.#revision ||= this.#contextOf(call.params, call.extra).revision;
  }

  #onCancelled(params: Params): void {
    const id = params['requestId'];
    const call = isRequestId(id) ? this.#pending.take(id) : undefined;
    this.#giveUp(call, 'cancelled', `cancelled: ${asString(params['reason']) || 'no reason given'}`);
  }

  #state(): SessionState {
    const id = asString(fieldOf(this.#transport.deref(), 'sessionId'));
    return {
      now: momentOf(this.#host.clock),
      traceId: this.#traceId,
      attributes: {
        ...(id === '' ? {} : { 'mcp.session.id': id }),
        ...networkAttributes(this.#transportType),
      },
    };
  }

  #contextOf(params: Params, extra: unknown): EventContext {
    const server = this.#server?.deref();
    return {
      transportType: this.#transportType,
      server: this.#party,
      client: clientInMeta(params) ?? this.#client ?? (server && rememberedClient(server)) ?? NOBODY,
      revision:
        this.#revision ||
        revisionInMeta(params) ||
        (server && rememberedRevision(server)) ||
        (httpHeader(extra, 'mcp-protocol-version') ?? ''),
    };
  }

  #emit(facts: EventFacts, params: Params = NO_PARAMS, extra?: unknown): void {
    const { sink, clock } = this.#host;
    sink.emit(buildEvent(facts, this.#contextOf(params, extra), clock));
  }
}

/** v1 and v2 name the request that a message belongs to in `send`'s options. */
function relatedRequest(options: unknown): RequestId | undefined {
  const id = fieldOf(options, 'relatedRequestId');
  return isRequestId(id) ? id : undefined;
}
