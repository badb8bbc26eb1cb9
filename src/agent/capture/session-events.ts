/** The events of one session: adds what all of them share, and follows up on replies that are not results. */
import type { CallSpan, McpWatchEvent, TraceCarrier } from '../../model.js';
import { AlikeCalls, type CallSetting } from './alike-calls.js';
import type { Call, FinishedCall } from './call.js';
import { type Moment, momentOf } from './clock.js';
import { continuationAttributes } from './continuation.js';
import { buildEvent, type EventFacts } from './event.js';
import type { Failure } from './failure.js';
import { taskFailure } from './failure.js';
import { newTraceId } from './ids.js';
import type { Params } from './json-rpc.js';
import type { Party } from './parties.js';
import { SUDDEN_DEATH } from './process-death.js';
import { resultKindOf } from './result-kind.js';
import { type Attributes, callFacts, closeFacts, isEvent, type SessionState, taskFacts } from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import type { SessionIdentity } from './session-identity.js';
import type { TaskEnd } from './task-registry.js';
import { type CallTrace, callTraceOf, traceParentText } from './trace-context.js';

const NOTHING: Attributes = {};

export class SessionEvents {
  readonly #scope: ProcessScope;
  readonly #identity: SessionIdentity;
  readonly #traceId = newTraceId();
  readonly #alike = new AlikeCalls();

  constructor(scope: ProcessScope, identity: SessionIdentity) {
    this.#scope = scope;
    this.#identity = identity;
  }

  /** `factsOf` makes the facts of an event that happens now; `call` is the one that it belongs to. */
  emit(factsOf: (state: SessionState) => EventFacts, call?: Call): void {
    const { sink, clock } = this.#scope;
    const attributes = this.#identity.attributes();
    const facts = factsOf({ now: momentOf(clock), traceId: this.#traceId, attributes });
    sink.emit(buildEvent(facts, this.#identity.context(call), clock));
  }

  /** A call has begun: it is reported if the process dies in it. */
  begun(call: Call): void {
    const { parent, attributes: own } = call.trace;
    // A text may hold a secret, and is redacted with the rest of the event.
    const requestId = typeof call.id === 'number' ? call.id : undefined;
    const attributes = this.#identity.attributes();
    const setting = {
      context: this.#identity.context(call),
      attributes: { ...attributes, ...own, ...(requestId === undefined ? { id: String(call.id) } : NOTHING) },
    };
    this.#scope.openCalls.begun({
      spanId: call.spanId,
      traceId: parent?.traceId ?? this.#traceId,
      parentSpanId: parent?.parentSpanId ?? null,
      startedMs: call.started.wallMs,
      requestId,
      params: call.recorded,
      like: this.#alike.of(call, setting, () => this.#ifDied(call, attributes, setting)),
    });
  }

  /** The call has ended without an outcome. */
  forget(call: Call): void {
    this.#scope.openCalls.endedSilently(call.spanId);
  }

  /** A call has ended, or its task goes on without it; `own`: attributes of this outcome. */
  finished(finished: FinishedCall, own: Attributes = NOTHING): void {
    const { call } = finished;
    if (!isEvent(finished)) {
      this.forget(call);
      return;
    }
    const kind = resultKindOf(finished.result);
    const scope = () => this.operationScope(call.client);
    const continuation = continuationAttributes(call, kind, this.#scope.operations, scope);
    this.emit((state) => callFacts(finished, state, { ...own, ...continuation }), call);
    if (kind.kind === 'task') this.#openTask(call, kind.taskId);
  }

  traceOf(params: Params, extra: unknown): CallTrace {
    return callTraceOf(params, extra, this.#scope.tracing, this.#traceId);
  }

  /** `undefined` when no spans are sent. */
  spanOf(call: Call | undefined): CallSpan | undefined {
    const { parent, flags } = call?.trace ?? {};
    if (call === undefined || flags === undefined) return undefined;
    return { traceId: parent?.traceId ?? this.#traceId, spanId: call.spanId, traceFlags: flags };
  }

  /** What a request to the client carries: the context of the call, or nothing. */
  carriedBy(call: Call | undefined): TraceCarrier | undefined {
    const span = this.#scope.tracing?.isInjected === true ? this.spanOf(call) : undefined;
    return span && { traceparent: traceParentText(span), ...call?.trace.passedOn };
  }

  closed(started: Moment): void {
    this.emit((state) => closeFacts(started, state));
  }

  /** Rounds of an operation come from the same session; where each request has its own connection, from the same client. */
  operationScope(client: Party | undefined): string {
    if (!this.#identity.isPerRequest) return this.#traceId;
    return client === undefined ? '' : JSON.stringify([client.name, client.version]);
  }

  /** The event of a call that dies with the process, but for its params and its end. */
  #ifDied(call: Call, attributes: Attributes, { context }: CallSetting): McpWatchEvent {
    const state = { now: call.started, traceId: this.#traceId, attributes };
    const facts = callFacts({ call, result: null, failure: SUDDEN_DEATH }, state, NOTHING);
    // Nobody knows how long it will have taken: to a sampler that keeps slow calls, it is slow.
    const unknown = { request_params: null, duration_ms: Number.MAX_SAFE_INTEGER };
    return { ...buildEvent(facts, context, this.#scope.clock), ...unknown };
  }

  #openTask(call: Call, id: string): void {
    const own = { 'mcp.task.id': id };
    const report = (result: unknown, failure: Failure | undefined, status: string) =>
      this.emit(
        (state) => taskFacts({ call, result, failure }, state, { ...own, 'mcpwatch.task.status': status }),
        call,
      );
    const ended = ({ status, message, result }: TaskEnd) =>
      report(result, taskFailure(status, message, result), status);
    if (call.endedTask?.id === id) {
      ended(call.endedTask.end);
      return;
    }
    this.#scope.tasks.open(id, { ended, abandoned: (failure) => report(null, failure, 'unknown') });
  }
}
