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
  /** The event's `request_params`, as they were when the request arrived. */
  readonly recorded: unknown;
  readonly extra: unknown;
  readonly started: Moment;
  readonly spanId: string;
  readonly parent: TraceParent | undefined;
  /** What the handler threw, before the SDK turned it into a reply. */
  thrown: unknown;
  progressCount: number;
}

/** A call that has ended. */
export interface FinishedCall {
  readonly call: PendingCall;
  readonly result: unknown;
  readonly failure: Failure | undefined;
}

/** Not one `Map` by id: a client may wrongly give two calls the same id, and both will be answered. */
export class PendingCalls {
  readonly #calls = new Set<PendingCall>();
  readonly #newest = new Map<RequestId, PendingCall>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the oldest call when there are more than the limit: it will hardly be answered. */
  add(call: PendingCall): PendingCall | undefined {
    this.#calls.add(call);
    this.#newest.set(call.id, call);
    if (this.#calls.size <= this.#limit) return undefined;
    const oldest = this.#find(() => true);
    if (oldest !== undefined) this.#forget(oldest);
    return oldest;
  }

  get(id: RequestId): PendingCall | undefined {
    return this.#newest.get(id);
  }

  take(id: RequestId): PendingCall | undefined {
    const call = this.#newest.get(id) ?? this.#find((candidate) => candidate.id === id);
    if (call !== undefined) this.#forget(call);
    return call;
  }

  takeAll(): readonly PendingCall[] {
    const all = [...this.#calls];
    this.#calls.clear();
    this.#newest.clear();
    return all;
  }

  byProgressToken(token: unknown): PendingCall | undefined {
    return token === undefined ? undefined : this.#find(({ params }) => metaOf(params)['progressToken'] === token);
  }

  #forget(call: PendingCall): void {
    this.#calls.delete(call);
    if (this.#newest.get(call.id) === call) this.#newest.delete(call.id);
  }

  #find(matches: (call: PendingCall) => boolean): PendingCall | undefined {
    for (const call of this.#calls) if (matches(call)) return call;
    return undefined;
  }
}
