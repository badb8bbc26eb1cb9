/** The requests of one connection that have no reply yet, oldest first. */
import type { RequestId } from '../../model.js';
import type { Moment } from './clock.js';
import type { Failure } from './failure.js';
import { metaOf, type Params } from './json-rpc.js';
import type { MethodRule } from './methods.js';
import type { TraceParent } from './trace-context.js';

export interface PendingCall {
  readonly id: RequestId;
  readonly method: string;
  readonly rule: MethodRule;
  /** The event's name. */
  readonly name: string;
  readonly params: Params;
  /** What the event says of the params, as they were when the request came. */
  readonly recorded: unknown;
  readonly extra: unknown;
  readonly started: Moment;
  readonly spanId: string;
  readonly parent: TraceParent | undefined;
  /** What the handler threw, before the SDK made a reply of it. */
  thrown: unknown;
  progressCount: number;
}

export interface PendingCalls {
  /** Answers the oldest call when there are more than the limit: it will hardly be answered. */
  add(call: PendingCall): PendingCall | undefined;
  get(id: RequestId): PendingCall | undefined;
  take(id: RequestId): PendingCall | undefined;
  takeAll(): readonly PendingCall[];
  byProgressToken(token: unknown): PendingCall | undefined;
}

/** A `Map` per id would lose one of two calls that a client wrongly gives the same id: both will be answered. */
export function createPendingCalls(limit: number): PendingCalls {
  const calls = new Set<PendingCall>();
  const newest = new Map<RequestId, PendingCall>();

  function forget(call: PendingCall): void {
    calls.delete(call);
    if (newest.get(call.id) === call) newest.delete(call.id);
  }

  function find(matches: (call: PendingCall) => boolean): PendingCall | undefined {
    for (const call of calls) if (matches(call)) return call;
    return undefined;
  }

  return {
    add(call) {
      calls.add(call);
      newest.set(call.id, call);
      if (calls.size <= limit) return undefined;
      const oldest = find(() => true);
      if (oldest !== undefined) forget(oldest);
      return oldest;
    },
    get: (id) => newest.get(id),
    take(id) {
      const call = newest.get(id) ?? find((candidate) => candidate.id === id);
      if (call !== undefined) forget(call);
      return call;
    },
    takeAll() {
      const all = [...calls];
      calls.clear();
      newest.clear();
      return all;
    },
    byProgressToken: (token) =>
      token === undefined ? undefined : find(({ params }) => metaOf(params)['progressToken'] === token),
  };
}

/** A call that has come to its end. */
export interface FinishedCall {
  readonly call: PendingCall;
  readonly result: unknown;
  readonly failure: Failure | undefined;
}
