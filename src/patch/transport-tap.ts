/**
 * Listening on one transport: what it receives, what it is given to send, its end and its errors.
 *
 * Never a Proxy (transports with private fields would break) and never an own `onmessage` property (from SDK 1.25
 * it is an accessor that passes the callback on to the transport inside).
 */
import type { ConnectionObserver } from '../model.js';
import { requestDuring } from './current-request.js';
import { isObject } from './probe.js';
import { type Method, wrapMethod } from './wrap.js';

/** A tap that is laid, and can be taken away again. */
export interface Tap {
  readonly observer: ConnectionObserver;
  /** Whether the SDK has started the transport since the tap was laid. */
  isStarted(): boolean;
  /** For a transport that was started before the tap was laid. */
  tapNow(): void;
  remove(): void;
}

/**
 * The callbacks are tapped inside `start`: the SDK has set them by then, and no message has arrived yet. Later
 * would miss what `start` delivers at once (the in-memory transport does).
 */
export function tapTransport(transport: object, observer: ConnectionObserver): Tap {
  const undo: (() => void)[] = [];
  let started = false;
  const restoreSetters = awaitWriteOnlyCallbacks(transport, observer);
  undo.push(restoreSetters);
  const tapOnce = () => {
    if (started) return;
    started = true;
    restoreSetters();
    tapCallbacks(transport as Record<string, unknown>, observer);
  };

  const restoreStart = wrapMethod(
    transport,
    'start',
    (original) =>
      function start(this: unknown, ...args: unknown[]) {
        restoreStart?.();
        tapOnce();
        return original.apply(this, args);
      },
  );
  if (restoreStart !== undefined) undo.push(restoreStart);

  const restoreSend = wrapMethod(
    transport,
    'send',
    (original) =>
      function send(this: unknown, ...args: unknown[]) {
        observer.outbound(args[0], args[1], requestDuring(observer));
        return original.apply(this, args);
      },
  );
  if (restoreSend !== undefined) undo.push(restoreSend);

  return {
    observer,
    isStarted: () => {
      // A transport whose `start` cannot be replaced has been started behind our back: tap it now.
      if (restoreStart === undefined) tapOnce();
      return started;
    },
    tapNow: () => {
      restoreStart?.();
      tapOnce();
    },
    remove: () => {
      for (const restore of undo) restore();
    },
  };
}

type Tell = (args: unknown[]) => void;

const callbacksOf = (observer: ConnectionObserver): readonly (readonly [string, Tell])[] => [
  ['onmessage', (args) => observer.inbound(args[0], args[1])],
  ['onclose', () => observer.closed()],
  ['onerror', (args) => observer.transportFailed(args[0])],
];

/** Plain assignment, never `defineProperty`: see the header. */
function tapCallbacks(transport: Record<string, unknown>, observer: ConnectionObserver): void {
  for (const [name, tell] of callbacksOf(observer)) {
    const inner = transport[name];
    if (isObject(inner)) transport[name] = tapCallback(inner as unknown as Method, tell);
  }
}

function tapCallback(inner: Method, tell: Tell): Method {
  return function (this: unknown, ...args: unknown[]) {
    tell(args);
    return inner.apply(this, args);
  };
}

/**
 * Callbacks that can be set but not read (mcp-framework's transports) cannot be tapped afterwards: a setter of ours
 * stands before the transport's own until the SDK has used it.
 */
function awaitWriteOnlyCallbacks(transport: object, observer: ConnectionObserver): () => void {
  const undo: (() => void)[] = [];
  for (const [name, tell] of callbacksOf(observer)) {
    const setter = inheritedWriteOnlySetter(transport, name);
    if (setter === undefined) continue;
    const set = (value: unknown) => {
      setter.call(transport, isObject(value) ? tapCallback(value as unknown as Method, tell) : value);
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
