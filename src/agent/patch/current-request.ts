/**
 * Which request is being handled: `Protocol._onrequest` runs inside an AsyncLocalStorage, so that a thrown error and a
 * notification sent by a handler are attributed to it, in every SDK version (`extra` names the request only since 1.11).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ConnectionObserver, RequestId } from '../../model.js';

export interface CurrentRequest {
  readonly observer: ConnectionObserver;
  readonly id: RequestId;
}

const current = new AsyncLocalStorage<CurrentRequest>();

/** Runs `call`, and everything that it starts, as part of the handling of `request`. */
export function handling<T>(request: CurrentRequest, call: () => T): T {
  return current.run(request, call);
}

/** The request that `observer`'s connection is handling in this asynchronous context. */
export function requestDuring(observer: ConnectionObserver): RequestId | undefined {
  const request = current.getStore();
  return request?.observer === observer ? request.id : undefined;
}

/** Runs `call`, and reports it to the observer of the current request when it throws or rejects; the error continues. */
export function watchFailure(call: () => unknown): unknown {
  const request = current.getStore();
  if (request === undefined) return call();
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    request.observer.handlerFailed(request.id, error);
    throw error;
  }
  // The SDK awaits this very promise, so a second listener hides no unhandled rejection from the host.
  if (result instanceof Promise) {
    result.then(undefined, (error: unknown) => request.observer.handlerFailed(request.id, error));
  }
  return result;
}
