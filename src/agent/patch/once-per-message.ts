/** Reports a message once when it passes through several transports as the same object. */
import type { ConnectionObserver } from '../../model.js';
import { isObject } from '../../sdk-object.js';

export function oncePerMessage(observer: ConnectionObserver): ConnectionObserver {
  const seen = new WeakSet<object>();
  return {
    ...observer,
    inbound(message, extra, peer) {
      if (isObject(message)) {
        if (seen.has(message)) return;
        seen.add(message);
      }
      observer.inbound(message, extra, peer);
    },
  };
}
