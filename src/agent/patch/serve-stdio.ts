/**
 * `serveStdio` owns the transport to the client ("the wire") and connects its servers to a channel on it. It answers
 * some messages on the wire itself: rejected revisions, `subscriptions/listen`, a late `initialize`.
 */
import { isObject } from './probe.js';
import { type Method, wrapMethod } from './wrap.js';

/** `ownTransport`: the prototype of the transport that the entry makes when it is given none. */
export function replaceServeStdio(
  original: Method,
  ownTransport: () => object | undefined,
  tapWire: (wire: object) => void,
): Method {
  return function serveStdio(this: unknown, ...args: unknown[]) {
    const given = isObject(args[1]) ? args[1]['transport'] : undefined;
    if (isObject(given)) {
      tapWire(given);
      return original.apply(this, args);
    }
    const restore = awaitStart(ownTransport(), tapWire);
    try {
      return original.apply(this, args);
    } finally {
      restore();
    }
  };
}

/** The entry starts its wire before it returns: the prototype's `start` is replaced until then, or until it is called. */
function awaitStart(prototype: object | undefined, tapWire: (wire: object) => void): () => void {
  const restore =
    prototype &&
    wrapMethod(
      prototype,
      'start',
      () =>
        function start(this: unknown, ...args: unknown[]) {
          restore?.();
          if (isObject(this)) tapWire(this);
          return (this as { start: Method }).start(...args);
        },
    );
  return () => restore?.();
}
