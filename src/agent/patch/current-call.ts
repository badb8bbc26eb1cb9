/**
 * Which call is being handled: `Protocol._onrequest` runs inside an AsyncLocalStorage, so that a reply, a thrown error
 * and a notification are attributed to the call in whose context they happen, in every SDK version. Ids cannot do this:
 * a client may use the same id for every request (claude.ai does), and `extra` names the request only since 1.11.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
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
  return current.run(call, work);
}

/** The call in whose asynchronous context this is. */
export function currentCall(): CurrentCall | undefined {
  return current.getStore();
}

/** Reports that the handler of the current call threw `error`. */
export function reportFailure(error: unknown): void {
  const handled = current.getStore();
  handled?.observer.handlerFailed(handled.call, error);
}

/**
 * Runs `work`, and reports it when it throws or rejects; the error continues. Only where the SDK's own text could not be
 * made to report its errors: this adds frames to the stacks that the host sees.
 */
export function watchFailure(work: () => unknown): unknown {
  const handled = current.getStore();
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
