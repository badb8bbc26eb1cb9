/** Keeps errors of an observer away from the host: they are counted, and the host's own call continues. */
import type { ConnectionObserver } from '../../model.js';

export type OnFault = (error: unknown) => void;

export function guardObserver(observer: ConnectionObserver, onFault: OnFault): ConnectionObserver {
  return aroundObserver(observer, (report) => {
    try {
      report();
    } catch (error) {
      onFault(error);
    }
  });
}

/** `observer`, with `run` around each call: it decides whether the call is made. */
export function aroundObserver(observer: ConnectionObserver, run: (report: () => void) => void): ConnectionObserver {
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
