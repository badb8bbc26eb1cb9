/**
 * `serveStdio` owns the transport to the client ("the wire") and connects its servers to a channel on it. It answers
 * some messages on the wire itself: rejected revisions, `subscriptions/listen`, a late `initialize`.
 */
import { fieldOf, isMethod, isObject, type Method } from '../../sdk-object.js';
import { wrapMethod } from './wrap.js';

/** `ownTransport`: the prototype of the transport that the entry creates when it is given none. */
export function replaceServeStdio(
  original: Method,
  ownTransport: () => object | undefined,
  tapWire: (wire: object) => void,
): Method {
  return function serveStdio(this: unknown, ...args: unknown[]) {
    const given = fieldOf(args[1], 'transport');
    if (isObject(given)) {
      tapWire(given);
      return Reflect.apply(original, this, args);
    }
    const restore = awaitStart(ownTransport(), tapWire);
    try {
      return Reflect.apply(original, this, args);
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
      (original) =>
        function start(this: unknown, ...args: unknown[]) {
          restore?.();
          if (isObject(this)) tapWire(this);
          // Tapping has replaced the instance's own `start`.
          const tapped = fieldOf(this, 'start');
          return Reflect.apply(isMethod(tapped) ? tapped : original, this, args);
        },
    );
  return () => restore?.();
}
