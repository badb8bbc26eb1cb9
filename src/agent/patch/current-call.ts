/**
 * Which call is being handled: `Protocol._onrequest` runs inside an AsyncLocalStorage, so that a reply, a thrown error
 * and a notification are attributed to the call in whose context they happen, in every SDK version. Ids cannot do this:
 * a client may use the same id for every request (claude.ai does), and `extra` names the request only since 1.11.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { areGenuine } from '../../genuine/all-genuine.js';
import { asHost, genuinely } from '../../genuine/genuinely.js';
import type { ConnectionObserver } from '../../model.js';

export interface CurrentCall {
  readonly observer: ConnectionObserver;
  /** What `observer.callOf` returned for the request. */
  readonly call: object;
  /** The id of the request, as the client sent it. */
  readonly id: unknown;
  /** The `Protocol` that handles it. */
  readonly protocol: unknown;
}

const current = new AsyncLocalStorage<CurrentCall>();

/** Runs `work`, and everything that it starts, as part of `call`. */
export function handling<T>(call: CurrentCall, work: () => T): T {
  // Node keeps contexts in a `Map`. As few frames as possible: the host sees them in its stacks (#9 B6).
  if (areGenuine()) return current.run(call, work);
  return genuinely(() => current.run(call, () => asHost(work)));
}

/** The call in whose asynchronous context this is. */
export function currentCall(): CurrentCall | undefined {
  return genuinely(readStore);
}

const readStore = () => current.getStore();

/** Reports that the handler of the current call threw `error`. */
export function reportFailure(error: unknown): void {
  const handled = currentCall();
  handled?.observer.handlerFailed(handled.call, error);
}

/**
 * Runs `work`, and reports it when it throws or rejects; the error continues. Only where the SDK's own text could not be
 * made to report its errors: this adds frames to the stacks that the host sees.
 */
export function watchFailure(work: () => unknown): unknown {
  const handled = currentCall();
  if (handled === undefined) return work();
  const report = (error: unknown) => handled.observer.handlerFailed(handled.call, error);
  let result: unknown;
  try {
    result = work();
  } catch (error) {
    report(error);
    throw error;
  }
  // The SDK awaits this very promise, so a second listener hides no unhandled rejection from the host.
  if (result instanceof Promise) result.then(undefined, report);
  return result;
}
