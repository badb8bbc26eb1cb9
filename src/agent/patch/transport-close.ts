/**
 * Listens to `close` itself: a host that sets `transport.onclose` after `connect` replaces the SDK's callback and ours,
 * and then nothing else tells that the session has ended.
 */
import type { ConnectionObserver } from '../../model.js';
import { webTransportOf } from '../../sdk-object.js';
import { wrapMethod } from './wrap.js';

/** Streamable HTTP for Node closes the transport inside it when a client deletes the session. */
export function tapClose(transport: object, observer: ConnectionObserver): () => void {
  const undo = [transport, webTransportOf(transport)].map(
    (target) =>
      target &&
      wrapMethod(
        target,
        'close',
        (original) =>
          function close(this: unknown, ...args: unknown[]) {
            const closing = original.apply(this, args);
            observer.closed();
            return closing;
          },
      ),
  );
  return () => {
    for (const restore of undo) restore?.();
  };
}
