/**
 * One connection: its messages in, its events out. Requests are joined with their replies by id; what is asked of a
 * message (its name, its failure, its parties) is answered by the pure files beside this one.
 */
import type { Connection, ConnectionObserver, EventSink, McpWatchEvent, RequestId } from '../../model.js';
import { type Clock, type Moment, momentAt, momentOf } from './clock.js';
import { buildEvent, type EventContext, type EventFacts } from './event.js';
import { rpcFailure, toolFailure, transportFailure, type Unanswered, unanswered } from './failure.js';
import { newSpanId, newTraceId } from './ids.js';
import { asString, isRecord, type Message, NO_PARAMS, type Params, parseMessages, type RpcError } from './json-rpc.js';
import { ACKNOWLEDGED, CANCELLED, NOTIFICATIONS, OTHER_REQUEST, PROGRESS, REQUESTS } from './methods.js';
import {
  agreedRevision,
  clientInMeta,
  initializingClient,
  NOBODY,
  type Party,
  rememberedClient,
  revisionOf,
  serverParty,
  subscriptionIdOf,
} from './parties.js';
import { createPendingCalls, type FinishedCall, type PendingCall } from './pending-calls.js';
import { cameByHttp, traceParentOf } from './trace-context.js';
import { isPerRequest, networkAttributes, transportTypeOf } from './transport-type.js';

/** More requests than this without a reply on one connection, and the oldest is given up. */
const PENDING_LIMIT = 10_000;

export interface SessionOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sink: EventSink;
  /** The first message of the session has come: from here on its end is an event. */
  readonly onAlive: (session: Session) => void;
  /** Revision 2026-07-28 has no handshake: answers true the first time that `client` is seen by `server`. */
  readonly isNewClient: (server: Party, client: Party) => boolean;
}

export interface Session {
  readonly observer: ConnectionObserver;
  /** Each request has a connection of its own: its end is not the end of a session. */
  readonly isPerRequest: boolean;
  /** Gives up the open calls and tells the end of the session, once. */
  end(reason: Unanswered): void;
  /** What `server.close` says of this session's parties. */
  context(): EventContext;
  readonly started: Moment;
}

export function createSession(options: SessionOptions): Session {
  // No closure below may name `options` or its connection: it would keep the transport, and with it the server, for ever.
  const { clock, sink, onAlive, isNewClient } = options;
  const { exchangeArrivedMs } = options.connection;
  const isExchange = exchangeArrivedMs !== undefined;
  // Weak: a host that drops a transport without closing it must not find it kept by us.
  let server = options.connection.server && new WeakRef(options.connection.server);
  const transport = new WeakRef(options.connection.transport);
  const perRequest = isExchange || isPerRequest(options.connection.transport);
  const started = isExchange ? momentAt(exchangeArrivedMs, clock) : momentOf(clock);
  const traceId = newTraceId();
  const pending = createPendingCalls(PENDING_LIMIT);
  let party = options.connection.server === undefined ? NOBODY : serverParty(options.connection.server);
  let transportType = transportTypeOf(options.connection);
  let client: Party | undefined;
  /** The first request that no server has been there for, and nobody has answered: it greets the one that comes. */
  let ungreeted: PendingCall | undefined;
  let revision = '';
  /** Calls by the reply that was handed over, for as long as it lives: the transport may fail to send it. */
  const answered = new WeakMap<object, FinishedCall>();
  let state: 'silent' | 'alive' | 'ended' = 'silent';

  function contextOf(params: Params, extra: unknown): EventContext {
    const host = server?.deref();
    return {
      transportType,
      server: party,
      client: clientInMeta(params) ?? client ?? (host && rememberedClient(host)) ?? NOBODY,
      revision: revision || (host === undefined ? '' : revisionOf(host, params, extra)),
    };
  }

  function tell(facts: EventFacts, params: Params, extra: unknown): void {
    sink.emit(buildEvent(facts, contextOf(params, extra), clock));
  }

  function sessionAttributes(): Record<string, string> {
    const id = asString((transport.deref() as Record<string, unknown> | undefined)?.['sessionId']);
    return {
      ...(id === '' ? {} : { 'mcp.session.id': id }),
      ...networkAttributes(transportType),
    };
  }

  function callAttributes(call: PendingCall): Record<string, string> {
    return { ...sessionAttributes(), 'jsonrpc.request.id': String(call.id) };
  }

  /** A fact of the session's own, that happens now and belongs to no call. */
  function sessionFacts(): Omit<EventFacts, 'type' | 'name' | 'method'> {
    return {
      started: momentOf(clock),
      traceId,
      spanId: newSpanId(),
      parentSpanId: null,
      params: NO_PARAMS,
      result: null,
      failure: undefined,
      attributes: sessionAttributes(),
    };
  }

  function finish({ call, result, failure }: FinishedCall): void {
    if (call === ungreeted) ungreeted = undefined;
    if (!isEvent({ call, failure })) return;
    const facts: EventFacts = {
      type: call.rule.type,
      name: call.name,
      method: call.method,
      started: call.started,
      traceId: call.parent?.traceId ?? traceId,
      spanId: call.spanId,
      parentSpanId: call.parent?.parentSpanId ?? null,
      params: call.recorded,
      result,
      failure,
      attributes: {
        ...callAttributes(call),
        ...(call.progressCount === 0 ? {} : { 'mcpwatch.progress_count': String(call.progressCount) }),
      },
    };
    tell(facts, call.params, call.extra);
  }

  function giveUp(call: PendingCall | undefined, reason: Unanswered, message: string): void {
    if (call !== undefined) finish({ call, result: null, failure: unanswered(reason, message) });
  }

  function come(): void {
    if (state !== 'silent') return;
    state = 'alive';
    onAlive(session);
  }

  function onRequest(message: Message & { kind: 'request' }, extra: unknown): void {
    if (transportType === 'unknown' && cameByHttp(extra)) transportType = 'streamable-http';
    const rule = REQUESTS.get(message.method) ?? OTHER_REQUEST;
    const name = rule.name(message.params) || message.method;
    const recorded = rule.params(message.params);
    const call: PendingCall = {
      id: message.id,
      method: message.method,
      rule,
      name,
      params: message.params,
      // Most of the others never become an event.
      recorded:
        rule === OTHER_REQUEST ? recorded : sink.snapshot({ event_type: rule.type, event_name: name }, recorded),
      extra,
      started: isExchange ? started : momentOf(clock),
      spanId: newSpanId(),
      parent: traceParentOf(message.params, extra),
      thrown: undefined,
      progressCount: 0,
    };
    // One connection has one client, whom revision 2026-07-28 names in each request: `close` names it too.
    if (!perRequest || isExchange) client = clientInMeta(message.params) ?? client;
    if (server === undefined) ungreeted ??= call;
    else greet(call);
    giveUp(pending.add(call), 'overflow', `never answered, and ${PENDING_LIMIT} newer requests are open`);
  }

  /** An `initialize` event for a client that speaks the revision without handshake. */
  function greet(call: PendingCall): void {
    const named = clientInMeta(call.params);
    if (named === undefined || call.method === 'initialize' || !isNewClient(party, named)) return;
    const facts: EventFacts = {
      ...sessionFacts(),
      type: 'initialize',
      name: 'server.initialize',
      method: call.method,
      traceId: call.parent?.traceId ?? traceId,
      parentSpanId: call.parent?.parentSpanId ?? null,
      params: { clientInfo: named },
    };
    tell(facts, call.params, call.extra);
  }

  function onReply(message: Message & { kind: 'result' | 'error' }): FinishedCall | undefined {
    const call = message.id === undefined ? undefined : pending.take(message.id);
    if (call === undefined) {
      if (message.kind === 'error') tellError('protocol.error', rpcFailure(message.error, undefined));
      return undefined;
    }
    const finished = message.kind === 'result' ? succeed(call, message.result) : fail(call, message.error);
    finish(finished);
    return finished;
  }

  function succeed(call: PendingCall, result: unknown): FinishedCall {
    if (call.method === 'initialize') {
      client = initializingClient(call.params);
      revision = agreedRevision(result);
    }
    const failure = call.rule.type === 'tool_call' ? toolFailure(result, call.thrown) : undefined;
    return { call, result, failure };
  }

  function fail(call: PendingCall, error: RpcError): FinishedCall {
    return { call, result: null, failure: rpcFailure(error, call.thrown) };
  }

  /** The event of the call is stored before its reply leaves, and is not taken back: the failure is one of its own. */
  function onUnsent({ call, failure }: FinishedCall, error: unknown): void {
    const unsent = transportFailure(error, 'send_failed');
    if (!isEvent({ call, failure })) {
      finish({ call, result: null, failure: unsent });
      return;
    }
    const facts: EventFacts = {
      ...sessionFacts(),
      type: 'error',
      name: call.method,
      method: call.method,
      traceId: call.parent?.traceId ?? traceId,
      parentSpanId: call.spanId,
      failure: unsent,
      attributes: callAttributes(call),
    };
    tell(facts, call.params, call.extra);
  }

  function tellError(name: string, failure: EventFacts['failure']): void {
    tell({ ...sessionFacts(), type: 'error', name, method: '', failure }, NO_PARAMS, undefined);
  }

  function onNotification(message: Message & { kind: 'notification' }, during: RequestId | undefined): void {
    const { method, params } = message;
    if (method === PROGRESS) {
      const call = pending.byProgressToken(params['progressToken']);
      if (call !== undefined) call.progressCount += 1;
    }
    if (method === ACKNOWLEDGED) onListening(pending.take(subscriptionIdOf(params) as RequestId));
    if (!NOTIFICATIONS.has(method)) return;
    const call = during === undefined ? undefined : pending.get(during);
    const facts: EventFacts = {
      ...sessionFacts(),
      type: 'notification',
      name: method,
      method,
      traceId: call?.parent?.traceId ?? traceId,
      parentSpanId: call?.spanId ?? null,
      params,
    };
    tell(facts, call?.params ?? NO_PARAMS, call?.extra);
  }

  /** The answer to `subscriptions/listen` is a stream of notifications: it stands for no failure when it ends. */
  function onListening(call: PendingCall | undefined): void {
    if (call !== undefined) revision ||= contextOf(call.params, call.extra).revision;
  }

  function onCancelled(params: Params): void {
    const id = params['requestId'] as RequestId;
    giveUp(pending.take(id), 'cancelled', `cancelled: ${asString(params['reason']) || 'no reason given'}`);
  }

  const observer: ConnectionObserver = {
    served(host) {
      server = new WeakRef(host);
      party = serverParty(host);
      if (ungreeted !== undefined) greet(ungreeted);
      ungreeted = undefined;
    },
    inbound(value, extra) {
      come();
      for (const message of parseMessages(value)) {
        if (message.kind === 'request') onRequest(message, extra);
        else if (message.kind === 'notification' && message.method === CANCELLED) onCancelled(message.params);
      }
    },
    outbound(value, options, during) {
      for (const message of parseMessages(value)) {
        if (message.kind === 'notification') onNotification(message, relatedRequest(options) ?? during);
        if (message.kind !== 'result' && message.kind !== 'error') continue;
        const finished = onReply(message);
        if (finished !== undefined && isRecord(value)) answered.set(value, finished);
      }
    },
    unsent(reply, error) {
      const finished = isRecord(reply) ? answered.get(reply) : undefined;
      if (finished !== undefined) onUnsent(finished, error);
    },
    handlerFailed(id, error) {
      const call = pending.get(id);
      if (call !== undefined) call.thrown ??= error;
    },
    transportFailed(error) {
      come();
      tellError('transport.error', transportFailure(error, 'transport_error'));
    },
    closed() {
      session.end('connection_closed');
    },
  };

  const session: Session = {
    observer,
    isPerRequest: perRequest,
    started,
    context: () => contextOf(NO_PARAMS, undefined),
    end(reason) {
      const wasAlive = state === 'alive';
      state = 'ended';
      for (const call of pending.takeAll()) giveUp(call, reason, `no reply: ${reason.replace('_', ' ')}`);
      if (!wasAlive || perRequest) return;
      sink.emit(closeEvent(started, traceId, session.context(), sessionAttributes(), clock));
    },
  };
  return session;
}

/** Whether an event tells of a call: of most methods, only when they fail. */
function isEvent({ call, failure }: Pick<FinishedCall, 'call' | 'failure'>): boolean {
  return call.rule !== OTHER_REQUEST || failure !== undefined;
}

/** v1 and v2 name the request that a message belongs to in `send`'s options. */
function relatedRequest(options: unknown): RequestId | undefined {
  const id = isRecord(options) ? options['relatedRequestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** The end of a session that began at `started`. */
export function closeEvent(
  started: Moment,
  traceId: string,
  context: EventContext,
  attributes: Readonly<Record<string, string>>,
  clock: Clock,
): McpWatchEvent {
  const facts: EventFacts = {
    type: 'close',
    name: 'server.close',
    method: 'close',
    started,
    traceId,
    spanId: newSpanId(),
    parentSpanId: null,
    params: {},
    result: null,
    failure: undefined,
    attributes,
  };
  return buildEvent(facts, context, clock);
}
