/** Whatever goes wrong in an observer stays out of the host: it is counted, and the host's own call goes on. */
import type { ConnectionObserver } from '../../model.js';

export type OnFault = (error: unknown) => void;

export function guardObserver(observer: ConnectionObserver, onFault: OnFault): ConnectionObserver {
  return aroundObserver(observer, (tell) => {
    try {
      tell();
    } catch (error) {
      onFault(error);
    }
  });
}

/** `observer`, each of whose calls is made, or not, by `run`. */
export function aroundObserver(observer: ConnectionObserver, run: (tell: () => void) => void): ConnectionObserver {
  return {
    served: (server) => run(() => observer.served(server)),
    inbound: (message, extra) => run(() => observer.inbound(message, extra)),
    outbound: (message, options, during) => run(() => observer.outbound(message, options, during)),
    unsent: (reply, error) => run(() => observer.unsent(reply, error)),
    handlerFailed: (id, error) => run(() => observer.handlerFailed(id, error)),
    transportFailed: (error) => run(() => observer.transportFailed(error)),
    closed: () => run(() => observer.closed()),
  };
}
