/** What happens in a session, as the facts of its events. Pure: the session supplies its state, and emits them. */
import { TRACE_ATTRIBUTE } from '../../config/otlp/trace-attribute.js';
import type { HttpRejection } from '../../http-rejection.js';
import type { Audience } from '../../model.js';
import { OPEN_STATE } from '../../open-state.js';
import { type Attributes, joined, NOTHING } from './attributes.js';
import { type Call, FinishedCall } from './call.js';
import type { Moment } from './clock.js';
import type { EventFacts } from './event.js';
import type { Failure } from './failure.js';
import { newSpanId } from './ids.js';
import { asString, isRecord, NO_PARAMS, type NotificationMessage } from './json-rpc.js';
import { OTHER_REQUEST } from './methods.js';
import type { OutboundRequest } from './outbound-request.js';
import type { Party } from './parties.js';
import { taskIn } from './result-kind.js';
import type { CallTrace } from './trace-context.js';

/** What became of a request of the server; a refusal by the user is a result. */
export interface FinishedOutbound {
  readonly request: OutboundRequest;
  /** The call that has sent it; a server may also ask outside of any call. */
  readonly call: Call | undefined;
  readonly result: unknown;
  readonly failure: Failure | undefined;
}

const ELICITATION = 'elicitation/create';

/** The state of a session when something happens in it. */
export interface SessionState {
  readonly now: Moment;
  readonly traceId: string;
  readonly attributes: Attributes;
}

/** For whom a finished request is an event: most methods are for everyone only when they fail. */
export function audienceOf({ call, failure }: Pick<FinishedCall, 'call' | 'failure'>): Audience {
  return call.rule !== OTHER_REQUEST || failure !== undefined ? 'everyone' : 'conversation';
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
export function momentaryIn(call: Call | undefined, state: SessionState): ReturnType<typeof momentary> {
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
export const childAttributes = ({ trace: { attributes: own } }: Call, { attributes }: SessionState): Attributes => {
  const flags = own[TRACE_ATTRIBUTE.flags];
  return flags === undefined ? attributes : { ...attributes, [TRACE_ATTRIBUTE.flags]: flags };
};

/** What has happened during a call. */
function ownAttributes({ progressCount, clientWait, taskId }: Call, { now }: SessionState): Attributes {
  if (progressCount === 0 && clientWait === undefined && taskId === '') return NOTHING;
  return {
    ...countAttribute(progressCount),
    ...(clientWait && { 'mcpwatch.client_wait_ms': String(rounded(clientWait.totalMs(now.monotonicMs))) }),
    ...(taskId === '' ? {} : { 'mcp.task.id': taskId }),
  };
}

/** To a microsecond, as durations are. */
const rounded = (ms: number) => Math.round(ms * 1000) / 1000;

const countAttribute = (count: number): Attributes =>
  count === 0 ? NOTHING : { 'mcpwatch.progress_count': String(count) };

const requestAttributes = (call: Call, { attributes }: SessionState): Attributes => ({
  ...attributes,
  ...call.trace.attributes,
  ...call.caller,
  'jsonrpc.request.id': String(call.id),
});

/** `own`: attributes of this outcome. */
export function callFacts(finished: FinishedCall, state: SessionState, own: Attributes): EventFacts {
  const { call, params, result, failure } = finished;
  return {
    type: call.rule === OTHER_REQUEST && failure !== undefined ? 'error' : call.rule.type,
    name: call.name,
    method: call.method,
    started: call.started,
    traceId: call.parent?.traceId ?? state.traceId,
    spanId: call.spanId,
    parentSpanId: call.parent?.parentSpanId ?? null,
    params,
    result,
    failure,
    attributes: joined(requestAttributes(call, state), ownAttributes(call, state), own),
  };
}

/** A call that is still open. Its own event, with the same span, takes the place of this one. */
export function startedFacts(call: Call, state: SessionState): EventFacts {
  return callFacts(new FinishedCall(call, null, undefined), state, OPEN_STATE);
}

/** The same for a request to the client. */
export function outboundStartedFacts(request: OutboundRequest, call: Call, state: SessionState): EventFacts {
  const facts = outboundFacts({ request, call, result: null, failure: undefined }, state);
  return { ...facts, attributes: { ...facts.attributes, ...OPEN_STATE } };
}

/** A request that the server has sent to its client, as a child of the call that sent it. */
export function outboundFacts({ request, call, result, failure }: FinishedOutbound, state: SessionState): EventFacts {
  const { id, method, started, spanId, recorded, progressCount } = request;
  const facts = momentaryIn(call, state);
  const action = isRecord(result) ? asString(result['action']) : '';
  return {
    ...facts,
    type: failure === undefined ? 'request' : 'error',
    name: method,
    method,
    started,
    spanId,
    params: recorded,
    result,
    failure,
    attributes: {
      ...facts.attributes,
      'mcpwatch.direction': 'outbound',
      'jsonrpc.request.id': String(id),
      ...(action === '' || method !== ELICITATION ? {} : { 'mcpwatch.elicitation.action': action }),
      ...countAttribute(progressCount),
      ...taskAttributes(request, result),
      ...(request.unanswerable === '' || result !== null ? {} : { 'mcpwatch.unanswerable': request.unanswerable }),
    },
  };
}

function taskAttributes({ taskId }: OutboundRequest, result: unknown): Attributes {
  if (taskId !== '') return { 'mcp.task.id': taskId };
  const announced = taskIn(result);
  return announced === '' ? NOTHING : { 'mcpwatch.result_type': 'task', 'mcp.task.id': announced };
}

export interface EndedTask extends Pick<FinishedCall, 'call' | 'result' | 'failure'> {
  readonly id: string;
  readonly spanId: string;
  readonly status: string;
}

/** The outcome of a task that `call` has created: it takes from the call's start to now. */
export function taskFacts({ call, id, spanId, status, result, failure }: EndedTask, state: SessionState): EventFacts {
  const own = { 'mcp.task.id': id, 'mcpwatch.task.status': status };
  return {
    ...momentaryIn(call, state),
    spanId,
    type: call.rule.type,
    name: call.name,
    method: call.method,
    started: call.started,
    result,
    failure,
    attributes: { ...childAttributes(call, state), ...ownAttributes(call, state), ...own },
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
    attributes: { ...requestAttributes(call, state), 'mcpwatch.call.name': call.name },
  };
}

/** An error that belongs to no call; `own`: attributes of its own. */
export function errorFacts(name: string, failure: Failure, state: SessionState, own: Attributes = NOTHING): EventFacts {
  const attributes = { ...state.attributes, ...own };
  return { ...momentary(state), type: 'error', name, method: '', failure, attributes };
}

/** OpenTelemetry's attributes for an HTTP exchange. */
export function httpAttributes({ httpMethod, status }: HttpRejection): Attributes {
  return { 'http.request.method': httpMethod, 'http.response.status_code': String(status) };
}

/** `during`: the call in which the server sent it, or which a received one is about. `trace`: of one without a call. */
export function notificationFacts(
  { method, params }: NotificationMessage,
  during: Call | undefined,
  state: SessionState,
  own: Attributes = NOTHING,
  trace?: CallTrace,
): EventFacts {
  const facts = momentaryIn(during, state);
  return {
    ...facts,
    traceId: trace?.parent?.traceId ?? facts.traceId,
    parentSpanId: trace?.parent?.parentSpanId ?? facts.parentSpanId,
    type: 'notification',
    name: method,
    method,
    params,
    attributes: { ...facts.attributes, ...trace?.attributes, ...own },
  };
}

/** The end of a session that started at `started`. */
export function closeFacts(started: Moment, state: Omit<SessionState, 'now'>): EventFacts {
  return { ...momentary({ ...state, now: started }), type: 'close', name: 'server.close', method: 'close' };
}
