/** The events of one session: adds what all of them share, and follows up on replies that are not results. */
import type { Audience, CallSpan, McpWatchEvent, TraceCarrier } from '../../model.js';
import { AlikeCalls, type CallSetting } from './alike-calls.js';
import { type Attributes, joined, NOTHING } from './attributes.js';
import { type Call, FinishedCall, type LongCallReports } from './call.js';
import { type Moment, momentOf } from './clock.js';
import { continuationAttributes } from './continuation.js';
import { buildEvent, type EventFacts } from './event.js';
import type { Failure } from './failure.js';
import { taskFailure } from './failure.js';
import { hangingFacts } from './hanging.js';
import { newSpanId, newTraceId } from './ids.js';
import type { Params } from './json-rpc.js';
import type { RecordedList } from './list-replies.js';
import { STARTED_AFTER_MS } from './long-calls.js';
import { WAITS_BY_DESIGN } from './methods.js';
import type { Party } from './parties.js';
import { SUDDEN_DEATH, SUDDEN_TASK_DEATH } from './process-death.js';
import { registrationAttributes } from './registration-attributes.js';
import { resultKindOf } from './result-kind.js';
import {
  audienceOf,
  callFacts,
  closeFacts,
  type EndedTask,
  errorFacts,
  outboundStartedFacts,
  type SessionState,
  startedFacts,
  taskFacts,
  unsentFacts,
} from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import type { SessionIdentity } from './session-identity.js';
import { printFacts, type StdoutPrint } from './stdout-print.js';
import type { TaskEnd } from './task-end.js';
import { type CallTrace, callTraceOf, traceParentText } from './trace-context.js';

/** Open tasks that are reported if the process dies: they may be forgotten by everyone, and calls need room too. */
const RECORDED_TASKS = 128;

export class SessionEvents implements LongCallReports {
  readonly #scope: ProcessScope;
  readonly #identity: SessionIdentity;
  readonly #traceId = newTraceId();
  readonly #alike: AlikeCalls;

  #isClosed = false;

  constructor(scope: ProcessScope, identity: SessionIdentity) {
    this.#scope = scope;
    this.#identity = identity;
    this.#alike = identity.isPerRequest ? scope.alike : new AlikeCalls();
  }

  /** `factsOf` makes the facts of an event that happens now; `call` is the one that it belongs to. */
  emit(factsOf: (state: SessionState) => EventFacts, call?: Call, audience: Audience = 'everyone'): void {
    if (!this.#scope.hasListener(audience)) return;
    const { sink, clock } = this.#scope;
    const attributes = this.#identity.attributes();
    const facts = factsOf({ now: momentOf(clock), traceId: this.#traceId, attributes });
    sink.emit(buildEvent(facts, this.#identity.context(call), clock), audience);
  }

  /** A call has begun: it is reported if the process dies in it. */
  begun(call: Call): void {
    const { parent, attributes: own } = call.trace;
    const attributes = this.#identity.attributes();
    const ofCall = call.taskId === '' ? call.caller : { ...call.caller, task: call.taskId };
    const registered = registrationAttributes(call, undefined, this.#identity.registrations);
    const all = joined(joined(attributes, own, ofCall), registered);
    const setting = { context: this.#identity.context(call), attributes: all };
    this.#scope.openCalls.begun({
      spanId: call.spanId,
      traceId: parent?.traceId ?? this.#traceId,
      parentSpanId: parent?.parentSpanId ?? null,
      startedMs: call.started.wallMs,
      requestId: call.id,
      params: call.recorded,
      like: this.#alike.of(call, setting, () => this.#ifDied(call, attributes, setting, registered)),
    });
  }

  /** The call has ended without an outcome. */
  forget(call: Call): void {
    this.#scope.openCalls.endedSilently(call.spanId);
  }

  /** A call has ended, or its task goes on without it; `own`: attributes of this outcome. */
  finished(finished: FinishedCall, own: Attributes = NOTHING): void {
    const { call } = finished;
    const audience = audienceOf(finished);
    if (!this.#scope.hasListener(audience)) {
      this.forget(call);
      return;
    }
    const kind = resultKindOf(finished.result);
    const scope = () => this.operationScope(call.client);
    const continuation = continuationAttributes(call, kind, this.#scope.operations, scope);
    const list = audience === 'conversation' ? this.#listIn(finished) : undefined;
    const shown = list === undefined ? finished : { ...finished, result: list.result };
    const registered = registrationAttributes(call, list, this.#identity.registrations);
    const attributes = joined(joined(registered, continuation, own), list?.attributes ?? NOTHING);
    this.emit((state) => callFacts(shown, state, attributes), call, audience);
    if (kind.kind === 'task') this.#openTask(call, kind.taskId);
  }

  /** A call is open, and perhaps waits for its client: each is reported once, when it has been open for long enough. */
  isOpen(call: Call): void {
    if (!call.isStartReported) this.emit((state) => startedFacts(call, state), call, 'live');
    call.isStartReported = true;
    const latestMs = this.#scope.clock.monotonicMs() - STARTED_AFTER_MS;
    for (const request of call.clientWait?.open ?? []) {
      if (request.isAnswered || request.isStartReported || request.started.monotonicMs > latestMs) continue;
      request.isStartReported = true;
      this.emit((state) => outboundStartedFacts(request, call, state), call, 'live');
    }
  }

  hangs(call: Call, openMs: number): void {
    if (WAITS_BY_DESIGN.has(call.method)) return;
    this.emit((state) => hangingFacts(call, openMs, state), call);
  }

  printed(print: StdoutPrint, call: Call | undefined): void {
    // Nobody reads what is printed after the end.
    if (this.#isClosed) return;
    const { snapshot } = this.#scope.sink;
    this.emit((state) => printFacts(print, call, state, snapshot), call);
  }

  traceOf(params: Params, extra: unknown): CallTrace {
    return callTraceOf(params, extra, this.#scope.tracing, this.#traceId);
  }

  /** The reply that has ended a call was not sent. */
  unsent(finished: FinishedCall, failure: Failure): void {
    const { call } = finished;
    if (this.#scope.hasListener(audienceOf(finished))) this.emit((state) => unsentFacts(call, failure, state), call);
    else this.finished(new FinishedCall(call, null, failure, finished.params));
  }

  /** `undefined` when no spans are sent. */
  spanOf(call: Call | undefined): CallSpan | undefined {
    if (call?.trace.flags === undefined) return undefined;
    const { parent, flags, passedOn } = call.trace;
    const state = passedOn?.tracestate;
    return {
      traceId: parent?.traceId ?? this.#traceId,
      spanId: call.spanId,
      traceFlags: flags,
      ...(state === undefined ? {} : { traceState: state }),
    };
  }

  /** What a request to the client carries: the context of the call, or nothing. */
  carriedBy(call: Call | undefined): TraceCarrier | undefined {
    const span = this.#scope.tracing?.isInjected === true ? this.spanOf(call) : undefined;
    return span && { traceparent: traceParentText(span), ...call?.trace.passedOn };
  }

  /** `crash`: that no call tells, because none was open. */
  closed(started: Moment, crash: Failure | undefined): void {
    this.#isClosed = true;
    if (crash !== undefined)
      this.emit((state) => errorFacts('server.crashed', crash, state), undefined, 'conversation');
    this.emit((state) => closeFacts(started, state));
  }

  /** Rounds of an operation come from the same session; where each request has its own connection, from the same client. */
  operationScope(client: Party | undefined): string {
    if (!this.#identity.isPerRequest) return this.#traceId;
    return client === undefined ? '' : JSON.stringify([client.name, client.version]);
  }

  /** The event of a call that dies with the process, but for its params and its end. */
  #ifDied(call: Call, attributes: Attributes, { context }: CallSetting, registered: Attributes): McpWatchEvent {
    const state = { now: call.started, traceId: this.#traceId, attributes };
    const facts = callFacts(new FinishedCall(call, null, SUDDEN_DEATH), state, registered);
    return ofUnknownLength(buildEvent(facts, context, this.#scope.clock));
  }

  #listIn({ call, result }: FinishedCall): RecordedList | undefined {
    const { server, isPerRequest } = this.#identity;
    const scope = isPerRequest ? JSON.stringify([server.name, server.version]) : this.#traceId;
    return this.#scope.lists.record(call.method, call.cursor, result, scope);
  }

  #openTask(call: Call, id: string): void {
    const task = { call, id, spanId: newSpanId() };
    const report = (status: string, result: unknown, failure: Failure | undefined) =>
      this.emit((state) => taskFacts({ ...task, status, result, failure }, state), call);
    const ended = ({ status, message, result }: TaskEnd) =>
      report(status, result, taskFailure(status, message, result));
    if (call.endedTask?.id === id) {
      ended(call.endedTask.end);
      return;
    }
    if (this.#scope.tasks.size < RECORDED_TASKS) this.#taskBegun(task);
    this.#scope.tasks.open(id, { call, ended, abandoned: (failure) => report('unknown', null, failure) });
  }

  /** A task has begun: its outcome is reported if the process dies before. */
  #taskBegun(task: Pick<EndedTask, 'call' | 'id' | 'spanId'>): void {
    const { call, spanId } = task;
    const died = { ...task, status: 'unknown', result: null, failure: SUDDEN_TASK_DEATH };
    const state = { now: call.started, traceId: this.#traceId, attributes: this.#identity.attributes() };
    this.#scope.openCalls.begun({
      spanId,
      traceId: call.parent?.traceId ?? this.#traceId,
      parentSpanId: call.spanId,
      startedMs: call.started.wallMs,
      requestId: undefined,
      params: null,
      like: ofUnknownLength(buildEvent(taskFacts(died, state), this.#identity.context(call), this.#scope.clock)),
    });
  }
}

/** Nobody knows how long it will have taken: to a sampler that keeps slow calls, it is slow. */
const ofUnknownLength = (event: McpWatchEvent): McpWatchEvent => ({
  ...event,
  request_params: null,
  duration_ms: Number.MAX_SAFE_INTEGER,
});
