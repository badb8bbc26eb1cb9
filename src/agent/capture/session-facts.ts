/** What happens in a session, as the facts of its events. Pure: the session supplies its state, and emits them. */
import type { Moment } from './clock.js';
import type { EventFacts } from './event.js';
import type { Failure } from './failure.js';
import { newSpanId } from './ids.js';
import { NO_PARAMS, type NotificationMessage } from './json-rpc.js';
import { OTHER_REQUEST } from './methods.js';
import type { Party } from './parties.js';
import type { FinishedCall, PendingCall } from './pending-calls.js';

type Attributes = Readonly<Record<string, string>>;

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

const traceOf = (call: PendingCall | undefined, { traceId }: SessionState) => call?.parent?.traceId ?? traceId;

const callAttributes = (call: PendingCall, { attributes }: SessionState): Attributes => ({
  ...attributes,
  'jsonrpc.request.id': String(call.id),
});

export function callFacts({ call, result, failure }: FinishedCall, state: SessionState): EventFacts {
  const attributes = callAttributes(call, state);
  return {
    type: call.rule.type,
    name: call.name,
    method: call.method,
    started: call.started,
    traceId: traceOf(call, state),
    spanId: call.spanId,
    parentSpanId: call.parent?.parentSpanId ?? null,
    params: call.recorded,
    result,
    failure,
    attributes:
      call.progressCount === 0 ? attributes : { ...attributes, 'mcpwatch.progress_count': String(call.progressCount) },
  };
}

/** The first request of a client in the revision without a handshake. */
export function greetingFacts(call: PendingCall, client: Party, state: SessionState): EventFacts {
  return {
    ...momentary(state),
    type: 'initialize',
    name: 'server.initialize',
    method: call.method,
    traceId: traceOf(call, state),
    parentSpanId: call.parent?.parentSpanId ?? null,
    params: { clientInfo: client },
  };
}

/** The event of the call was stored before its reply left, and is not taken back: the failure is an event of its own. */
export function unsentFacts(call: PendingCall, failure: Failure, state: SessionState): EventFacts {
  return {
    ...momentary(state),
    type: 'error',
    name: call.method,
    method: call.method,
    traceId: traceOf(call, state),
    parentSpanId: call.spanId,
    failure,
    attributes: callAttributes(call, state),
  };
}

export function errorFacts(name: string, failure: Failure, state: SessionState): EventFacts {
  return { ...momentary(state), type: 'error', name, method: '', failure };
}

/** `during`: the call in which the server sent it. */
export function notificationFacts(
  { method, params }: NotificationMessage,
  during: PendingCall | undefined,
  state: SessionState,
): EventFacts {
  return {
    ...momentary(state),
    type: 'notification',
    name: method,
    method,
    traceId: traceOf(during, state),
    parentSpanId: during?.spanId ?? null,
    params,
  };
}

/** The end of a session that started at `started`. */
export function closeFacts(started: Moment, state: Omit<SessionState, 'now'>): EventFacts {
  return {
    ...momentary({ ...state, now: started }),
    type: 'close',
    name: 'server.close',
    method: 'close',
  };
}
