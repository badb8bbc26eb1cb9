/** The replacement of `Protocol._onrequest`: what a handler throws is told, before the SDK makes a reply of it. */
import type { ConnectionObserver, RequestId } from '../../model.js';
import { handling, watchFailure } from './current-request.js';
import { isObject, transportOf } from './probe.js';
import { watchToolCallback } from './tool-callback.js';
import type { Method } from './wrap.js';

/** Who listens to the connection on which `protocol` has received `message`. */
export type ObserverOf = (
  protocol: unknown,
  transport: object,
  message: unknown,
  extra: unknown,
) => ConnectionObserver | undefined;

/** The replacement of `Protocol.prototype._onrequest`. */
export function replaceOnRequest(original: Method, observerOf: ObserverOf): Method {
  return function _onrequest(this: unknown, ...args: unknown[]) {
    const transport = transportOf(this);
    const observer = transport === undefined ? undefined : observerOf(this, transport, args[0], args[1]);
    const request = args[0];
    if (observer === undefined || !isObject(request)) return original.apply(this, args);
    return handling({ observer, id: request['id'] as RequestId }, () => {
      if (isObject(this)) watchToolCallback(this, request);
      return withWatchedHandler(this, request['method'], () => original.apply(this, args));
    });
  };
}

/**
 * `_onrequest` looks its handler up synchronously (1.0 to 2.4), so the watched one stands in the map for the
 * length of that call only: the host never finds anything of ours in its own objects.
 */
function withWatchedHandler(protocol: unknown, method: unknown, dispatch: () => unknown): unknown {
  const slot = handlerSlot(protocol, method);
  const handler = slot?.read();
  if (slot === undefined || typeof handler !== 'function') return dispatch();
  const watched = function (this: unknown, ...args: unknown[]) {
    return watchFailure(() => (handler as Method).apply(this, args));
  };
  slot.write(watched);
  try {
    return dispatch();
  } finally {
    if (slot.read() === watched) slot.write(handler);
  }
}

interface Slot {
  read(): unknown;
  write(value: unknown): void;
}

/** Where the SDK finds the handler: the map of methods, else the property `fallbackRequestHandler`. */
function handlerSlot(protocol: unknown, method: unknown): Slot | undefined {
  if (!isObject(protocol)) return undefined;
  const handlers = protocol['_requestHandlers'];
  if (handlers instanceof Map && handlers.has(method)) {
    return { read: () => handlers.get(method), write: (value) => handlers.set(method, value) };
  }
  return {
    read: () => protocol['fallbackRequestHandler'],
    write: (value) => {
      protocol['fallbackRequestHandler'] = value;
    },
  };
}
