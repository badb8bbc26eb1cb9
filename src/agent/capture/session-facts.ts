/** What happens in a session, as the facts of its events. Pure: the session supplies its state, and emits them. */
import { TRACE_ATTRIBUTE } from '../../config/otlp/trace-attribute.js';
import type { HttpRejection } from '../../model.js';
import type { Call, FinishedCall } from './call.js';
import type { Moment } from './clock.js';
import type { EventFacts } from './event.js';
import type { Failure } from './failure.js';
import { newSpanId } from './ids.js';
import { NO_PARAMS, type NotificationMessage } from './json-rpc.js';
import { OTHER_REQUEST } from './methods.js';
import type { Party } from './parties.js';

export type Attributes = Readonly<Record<string, string>>;

/** The state of a session when something happens in it. */
export interface SessionState {
  readonly now: Moment;
  readonly traceId: string;
  readonly attributes: Attributes;
}

/** Whether a finished request is an event: most methods are, only when they fail. */
export function isEvent({ call, failure }: Pick<FinishedCall, 'call' | 'failure'>): boolean {
  return call.rule !== OTHER_REQUEST || failure !== undefined;
}

/** Something that happens now and belongs to no call. */
function momentary(state: SessionState): Omit<EventFacts, 'type' | 'name' | 'method'> {
  return {
    started: state.now,
    traceId: state.traceId,
    spanId: newSpanId(),
    parentSpanId: null,
    params: NO_PARAMS,
    result: null,
    failure: undefined,
    attributes: state.attributes,
  };
}

/** The same, as a child of `call`. */
function momentaryIn(call: Call | undefined, state: SessionState): ReturnType<typeof momentary> {
  const facts = momentary(state);
  if (call === undefined) return facts;
  return {
    ...facts,
    traceId: call.parent?.traceId ?? facts.traceId,
    parentSpanId: call.spanId,
    attributes: childAttributes(call, state),
  };
}

/** Whether it is sent as a span is decided for a call and all that belongs to it. */
const childAttributes = ({ trace: { attributes: own } }: Call, { attributes }: SessionState): Attributes => {
  const flags = own[TRACE_ATTRIBUTE.flags];
  return flags === undefined ? attributes : { ...attributes, [TRACE_ATTRIBUTE.flags]: flags };
};

const requestAttributes = (call: Call, { attributes }: SessionState): Attributes => ({
  ...attributes,
  ...call.trace.attributes,
  'jsonrpc.request.id': String(call.id),
});

/** `own`: attributes of this outcome. */
export function callFacts({ call, result, failure }: FinishedCall, state: SessionState, own: Attributes): EventFacts {
  const progress = call.progressCount === 0 ? {} : { 'mcpwatch.progress_count': String(call.progressCount) };
  return {
    type: call.rule.type,
    name: call.name,
    method: call.method,
    started: call.started,
    traceId: call.parent?.traceId ?? state.traceId,
    spanId: call.spanId,
    parentSpanId: call.parent?.parentSpanId ?? null,
    params: call.recorded,
    result,
    failure,
    attributes: { ...requestAttributes(call, state), ...progress, ...own },
  };
}

/** The outcome of a task that `call` has created: it takes from the call's start to now. */
export function taskFacts({ call, result, failure }: FinishedCall, state: SessionState, own: Attributes): EventFacts {
  return {
    ...momentaryIn(call, state),
    type: call.rule.type,
    name: call.name,
    method: call.method,
    started: call.started,
    result,
    failure,
    attributes: { ...childAttributes(call, state), ...own },
  };
}

/** The first request of a client in the revision without a handshake. */
export function greetingFacts(call: Call, client: Party, state: SessionState): EventFacts {
  return {
    ...momentary(state),
    type: 'initialize',
    name: 'server.initialize',
    method: call.method,
    traceId: call.parent?.traceId ?? state.traceId,
    parentSpanId: call.parent?.parentSpanId ?? null,
    params: { clientInfo: client },
    attributes: childAttributes(call, state),
  };
}

/** The event of the call was stored before its reply left, and is not taken back: the failure is an event of its own. */
export function unsentFacts(call: Call, failure: Failure, state: SessionState): EventFacts {
  return {
    ...momentaryIn(call, state),
    type: 'error',
    name: call.method,
    method: call.method,
    failure,
    attributes: requestAttributes(call, state),
  };
}

/** An error that belongs to no call; `own`: attributes of its own. */
export function errorFacts(name: string, failure: Failure, state: SessionState, own: Attributes = {}): EventFacts {
  const attributes = { ...state.attributes, ...own };
  return { ...momentary(state), type: 'error', name, method: '', failure, attributes };
}

/** OpenTelemetry's attributes for an HTTP exchange. */
export function httpAttributes({ httpMethod, status }: HttpRejection): Attributes {
  return { 'http.request.method': httpMethod, 'http.response.status_code': String(status) };
}

/** `during`: the call in which the server sent it. */
export function notificationFacts(
  { method, params }: NotificationMessage,
  during: Call | undefined,
  state: SessionState,
): EventFacts {
  return { ...momentaryIn(during, state), type: 'notification', name: method, method, params };
}

/** The end of a session that started at `started`. */
export function closeFacts(started: Moment, state: Omit<SessionState, 'now'>): EventFacts {
  return { ...momentary({ ...state, now: started }), type: 'close', name: 'server.close', method: 'close' };
}
