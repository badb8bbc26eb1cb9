/**
 * Listens to a transport's callbacks (`onmessage`, `onclose`, `onerror`).
 *
 * Plain assignment, never an own `onmessage` property: from SDK 1.25 it is an accessor that passes the callback on to
 * the transport inside.
 */
import { genuinely } from '../../genuine/genuinely.js';
import type { ConnectionObserver } from '../../model.js';
import { isMethod, isObject, type Method } from '../../sdk-object.js';
import { keepForRejection, noteDelivered } from './transport-http.js';

type Report = (observer: ConnectionObserver, args: unknown[]) => void;

const CALLBACKS: readonly (readonly [name: string, Report])[] = [
  [
    'onmessage',
    (observer, [message, extra]) => {
      const peer = noteDelivered();
      observer.inbound(message, extra, peer);
    },
  ],
  ['onclose', (observer) => observer.closed()],
  [
    'onerror',
    (observer, [error]) => {
      if (!keepForRejection(error)) observer.transportFailed(error);
    },
  ],
];

export function tapCallbacks(transport: object, observer: ConnectionObserver): void {
  for (const [name, report] of CALLBACKS) {
    const inner: unknown = Reflect.get(transport, name);
    if (isMethod(inner)) Reflect.set(transport, name, tapCallback(inner, observer, report));
  }
}

function tapCallback(inner: Method, observer: ConnectionObserver, report: Report): Method {
  return function (this: unknown, ...args: unknown[]) {
    genuinely(() => report(observer, args));
    return Reflect.apply(inner, this, args);
  };
}

/**
 * Callbacks that can be set but not read (mcp-framework's transports) cannot be tapped later: a setter of ours shadows
 * the transport's own until the SDK has used it. Returns how to remove it.
 */
export function tapWriteOnlyCallbacks(transport: object, observer: ConnectionObserver): () => void {
  const undo: (() => void)[] = [];
  for (const [name, report] of CALLBACKS) {
    const setter = inheritedWriteOnlySetter(transport, name);
    if (setter === undefined) continue;
    const set = (value: unknown) => {
      setter.call(transport, isMethod(value) ? tapCallback(value, observer, report) : value);
    };
    Object.defineProperty(transport, name, { set, configurable: true, enumerable: false });
    undo.push(() => Reflect.deleteProperty(transport, name));
  }
  return () => {
    for (const restore of undo.splice(0)) restore();
  };
}

function inheritedWriteOnlySetter(transport: object, name: string): ((value: unknown) => void) | undefined {
  if (Object.hasOwn(transport, name) || !Object.isExtensible(transport)) return undefined;
  for (let it: unknown = Object.getPrototypeOf(transport); isObject(it); it = Object.getPrototypeOf(it)) {
    const found = Object.getOwnPropertyDescriptor(it, name);
    if (found !== undefined) return found.get === undefined ? found.set : undefined;
  }
  return undefined;
}
