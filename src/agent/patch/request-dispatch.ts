/** The replacement of `Protocol._onrequest`: runs each request in the context of its call. */
import { genuinely } from '../../genuine/genuinely.js';
import { underSpan } from '../../host-opentelemetry.js';
import type { ConnectionObserver } from '../../model.js';
import { fieldOf, isMethod, isObject, type Method, requestHandlersOf, transportOf } from '../../sdk-object.js';
import { handling, watchFailure } from './current-call.js';
import { reportsErrors } from './reports-errors.js';
import { watchToolCallback } from './tool-callback.js';

/** Who listens to the connection on which `protocol` has received `message`. */
export type ObserverOf = (
  protocol: unknown,
  transport: object,
  message: unknown,
  extra: unknown,
) => ConnectionObserver | undefined;

export function replaceOnRequest(original: Method, observerOf: ObserverOf): Method {
  const seesErrors = reportsErrors(original);
  return function _onrequest(this: unknown, ...args: unknown[]) {
    const { 0: request, 1: extra } = args;
    const transport = transportOf(this);
    const observer = transport === undefined ? undefined : observerOf(this, transport, request, extra);
    const call = observer?.callOf(request);
    if (observer === undefined || call === undefined) return Reflect.apply(original, this, args);
    const dispatch = () => {
      if (isObject(this)) genuinely(() => watchToolCallback(this, request));
      if (seesErrors) return Reflect.apply(original, this, args);
      return withWatchedHandler(this, fieldOf(request, 'method'), () => Reflect.apply(original, this, args));
    };
    const span = observer.spanOf(call);
    const meta = span && fieldOf(fieldOf(request, 'params'), '_meta');
    const work = span === undefined ? dispatch : () => underSpan(span, meta, dispatch);
    return handling({ observer, call, id: fieldOf(request, 'id'), protocol: this }, work);
  };
}

/**
 * `_onrequest` looks its handler up synchronously (1.0 to 2.4), so the watched handler is in the map only during that
 * call: the host never finds anything of ours in its own objects.
 */
function withWatchedHandler(protocol: unknown, method: unknown, dispatch: () => unknown): unknown {
  const slot = handlerSlot(protocol, method);
  const handler = slot?.read();
  if (slot === undefined || !isMethod(handler)) return dispatch();
  const watched = function (this: unknown, ...args: unknown[]) {
    return watchFailure(() => Reflect.apply(handler, this, args));
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

/** Where the SDK looks for the handler: in the map of methods, else in `fallbackRequestHandler`. */
function handlerSlot(protocol: unknown, method: unknown): Slot | undefined {
  if (!isObject(protocol)) return undefined;
  const handlers = requestHandlersOf(protocol);
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
