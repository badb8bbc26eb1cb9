/**
 * Listens to the outcome of tasks (SDK 1.24 and later 1.x): the store that a handler gets for its request is told the
 * result, which the client may never ask for.
 */
import { isObject, type Method } from '../../sdk-object.js';
import { type CurrentCall, currentCall, handling } from './current-call.js';
import { wrapMethod } from './wrap.js';

/** The replacement of `Protocol.prototype.requestTaskStore`, which creates that store for each request. */
export function replaceRequestTaskStore(original: Method): Method {
  return function requestTaskStore(this: unknown, ...args: unknown[]) {
    const store = Reflect.apply(original, this, args);
    const request = currentCall();
    if (isObject(store) && request !== undefined) {
      wrapMethod(store, 'storeTaskResult', (method) => replaceStoreTaskResult(method, request));
    }
    return store;
  };
}

/** A worker with a queue of its own stores results outside of any request: they belong to the one that the store is of. */
function replaceStoreTaskResult(original: Method, request: CurrentCall): Method {
  return function storeTaskResult(this: unknown, ...args: unknown[]) {
    const { 0: taskId, 1: status, 2: result } = args;
    if (typeof taskId === 'string' && typeof status === 'string') {
      request.observer.taskEnded({ taskId, status, result }, request.call);
    }
    const store = () => Reflect.apply(original, this, args);
    return currentCall() === undefined ? handling(request, store) : store();
  };
}
