/** Whatever goes wrong in an observer stays out of the host: it is counted, and the host's own call goes on. */
import type { ConnectionObserver } from '../model.js';

export type OnFault = (error: unknown) => void;

export function guardObserver(observer: ConnectionObserver, onFault: OnFault): ConnectionObserver {
  const guard =
    <A extends unknown[]>(tell: (...args: A) => void) =>
    (...args: A) => {
      try {
        tell(...args);
      } catch (error) {
        onFault(error);
      }
    };
  return {
    served: guard((server) => observer.served(server)),
    inbound: guard((message, extra) => observer.inbound(message, extra)),
    outbound: guard((message, options, during) => observer.outbound(message, options, during)),
    handlerFailed: guard((id, error) => observer.handlerFailed(id, error)),
    transportFailed: guard((error) => observer.transportFailed(error)),
    closed: guard(() => observer.closed()),
  };
}
