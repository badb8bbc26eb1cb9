/** The requests of one connection that have no reply yet, oldest first. */
import type { RequestId } from '../../model.js';
import type { Call } from './call.js';
import type { CallBudget } from './call-budget.js';
import { isRequestId } from './json-rpc.js';
import { keptId } from './kept-text.js';

/** The most requests without a reply on one connection; beyond it the oldest is given up. */
export const PENDING_LIMIT = 10_000;

/** Not one `Map` by id: a client may give two calls the same id, and both will be answered. */
export class PendingCalls {
  readonly #calls = new Set<Call>();
  readonly #newest = new Map<RequestId, Call>();
  readonly #limit: number;
  readonly #budget: CallBudget;

  constructor(limit: number, budget: CallBudget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Gives up the oldest call when there are too many: it will hardly be answered. */
  add(call: Call): void {
    this.#calls.add(call);
    this.#newest.set(call.id, call);
    this.#budget.add(call);
    if (this.#calls.size <= this.#limit) return;
    for (const oldest of this.#calls) {
      oldest.giveUp();
      return;
    }
  }

  has(call: Call): boolean {
    return this.#calls.has(call);
  }

  /** The open call with this id: the one in whose context something happens, if it has the id, else the newest. */
  withId(id: RequestId, during?: Call): Call | undefined {
    if (during?.hasId(id)) return this.has(during) ? during : undefined;
    return this.#newest.get(id) ?? this.#find((call) => call.hasId(id));
  }

  /** What a cancellation of this id cancels: the SDK knows no other request with an id that the client has used again. */
  newestWithId(id: RequestId): Call | undefined {
    return this.#newest.get(keptId(id));
  }

  /** `call`, or the open call of which `request` is a copy: it is passed on to a handler now. */
  dispatched(call: Call | undefined, request: Readonly<Record<string, unknown>>): Call | undefined {
    const found = call ?? this.#copied(request);
    if (found !== undefined) found.isDispatched = true;
    return found;
  }

  /** A transport of the host's own may pass on copies. */
  #copied({ id, method }: Readonly<Record<string, unknown>>): Call | undefined {
    const call = isRequestId(id) ? this.withId(id) : undefined;
    return call !== undefined && !call.isDispatched && call.method === method ? call : undefined;
  }

  /** The same for a progress token. */
  withProgressToken(token: unknown, during?: Call): Call | undefined {
    return during?.hasProgressToken(token) ? during : this.#find((call) => call.hasProgressToken(token));
  }

  /** Whether the call was open. */
  remove(call: Call): boolean {
    if (!this.#calls.delete(call)) return false;
    if (this.#newest.get(call.id) === call) this.#newest.delete(call.id);
    this.#budget.remove(call);
    return true;
  }

  all(): readonly Call[] {
    return [...this.#calls];
  }

  #find(matches: (call: Call) => boolean): Call | undefined {
    for (const call of this.#calls) if (matches(call)) return call;
    return undefined;
  }
}
