/**
 * Listens to `close` itself: a host that sets `transport.onclose` after `connect` replaces the SDK's callback and ours,
 * and then nothing else tells that the session has ended.
 */
import type { ConnectionObserver } from '../../model.js';
import { fieldOf, isMethod, isObject, webTransportOf } from '../../sdk-object.js';
import { wrapperOf } from './wrap.js';

/** Streamable HTTP for Node closes the transport inside it when a client deletes the session. */
export function tapClose(transport: object, observer: ConnectionObserver): () => void {
  const undo = [transport, webTransportOf(transport)].map(
    (target) =>
      target &&
      wrapperOf(target)(
        target,
        'close',
        (original) =>
          function close(this: unknown, ...args: unknown[]) {
            const closing = Reflect.apply(original, this, args);
            observer.closed();
            return closing;
          },
      ),
  );
  return () => {
    for (const restore of undo) restore?.();
  };
}

/**
 * SSE is closed by its client without a call of `close`: only its response says so. Not listened to where Node would warn
 * of one listener too many.
 */
export function tapResponseEnd(transport: object, observer: ConnectionObserver): void {
  const response = fieldOf(transport, '_sseResponse');
  if (!isObject(response)) return;
  const { once, listenerCount, getMaxListeners } = response;
  if (!isMethod(once) || !isMethod(listenerCount) || !isMethod(getMaxListeners)) return;
  const most = Number(getMaxListeners.call(response));
  if (most > 0 && Number(listenerCount.call(response, 'close')) + 1 >= most) return;
  once.call(response, 'close', () => observer.closed());
}
