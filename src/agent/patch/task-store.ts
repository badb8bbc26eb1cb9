/**
 * Listens to the outcome of tasks (SDK 1.24 and later 1.x): the store that a handler gets for its request is told the
 * result, which the client may never ask for.
 */
import { isObject, type Method } from '../../sdk-object.js';
import { currentCall } from './current-call.js';
import { wrapMethod } from './wrap.js';

/** The replacement of `Protocol.prototype.requestTaskStore`, which creates that store for each request. */
export function replaceRequestTaskStore(original: Method): Method {
  return function requestTaskStore(this: unknown, ...args: unknown[]) {
    const store = Reflect.apply(original, this, args);
    if (isObject(store)) wrapMethod(store, 'storeTaskResult', replaceStoreTaskResult);
    return store;
  };
}

function replaceStoreTaskResult(original: Method): Method {
  return function storeTaskResult(this: unknown, ...args: unknown[]) {
    const { 0: taskId, 1: status, 2: result } = args;
    const handled = currentCall();
    if (handled !== undefined && typeof taskId === 'string' && typeof status === 'string') {
      handled.observer.taskEnded({ taskId, status, result }, handled.call);
    }
    return Reflect.apply(original, this, args);
  };
}
