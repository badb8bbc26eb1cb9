/**
 * Listening on one transport: what it receives, what it is given to send, its end and its errors.
 *
 * Never a Proxy (transports with private fields would break) and never an own `onmessage` property (from SDK 1.25
 * it is an accessor that passes the callback on to the transport inside).
 */
import type { ConnectionObserver, RequestId } from '../../model.js';
import { requestDuring } from './current-request.js';
import { aroundObserver, type OnFault } from './guarded-observer.js';
import { isObject } from './probe.js';
import { type Method, wrapMethod } from './wrap.js';

/** A tap that is laid, can be taken away, and can be laid again. */
export interface Tap {
  readonly observer: ConnectionObserver;
  /** Whether the SDK has started the transport since the tap was laid. */
  isStarted(): boolean;
  /** For a transport that was started before the tap was laid. */
  tapNow(): void;
  /**
   * Nothing is told any more. The callbacks stay, mute: the SDK (from 1.13.2) chains those that it finds, so on a
   * transport that is connected again the old ones are called as well as the new ones.
   */
  remove(): void;
  /** For a tap that was removed for another one which has come to nothing. */
  resume(): void;
}

/**
 * The callbacks are tapped inside `start`: the SDK has set them by then, and no message has arrived yet. Later
 * would miss what `start` delivers at once (the in-memory transport does). Throws, with the transport as it was, when
 * it cannot be listened to.
 */
export function tapTransport(transport: object, listener: ConnectionObserver, onFault: OnFault): Tap {
  let isLive = true;
  let isStarted = false;
  const observer = aroundObserver(listener, (tell) => {
    if (isLive) tell();
  });
  let restoreSend = tapSend(transport, observer);
  if (restoreSend === undefined) throw new Error('its transport is frozen, and cannot be listened to');
  const restoreSetters = awaitWriteOnlyCallbacks(transport, observer);
  const restoreStart = wrapMethod(
    transport,
    'start',
    (original) =>
      function start(this: unknown, ...args: unknown[]) {
        tapOnce();
        const starting = original.apply(this, args);
        // The SDK awaits this very promise, so a second listener hides no rejection from the host.
        if (starting instanceof Promise) starting.then(undefined, remove);
        return starting;
      },
  );

  function tapOnce(): void {
    if (isStarted) return;
    isStarted = true;
    restoreStart?.();
    restoreSetters();
    try {
      tapCallbacks(transport as Record<string, unknown>, observer);
    } catch (error) {
      onFault(error);
    }
  }

  function remove(): void {
    isLive = false;
    restoreStart?.();
    restoreSetters();
    restoreSend?.();
  }

  return {
    observer,
    isStarted: () => {
      // A transport whose `start` cannot be replaced has been started behind our back: tap it now.
      if (restoreStart === undefined) tapOnce();
      return isStarted;
    },
    tapNow: tapOnce,
    remove,
    resume: () => {
      isLive = true;
      restoreSend = tapSend(transport, observer);
    },
  };
}

function tapSend(transport: object, observer: ConnectionObserver): (() => void) | undefined {
  return wrapMethod(
    transport,
    'send',
    (original) =>
      function send(this: unknown, ...args: unknown[]) {
        const during = requestDuring(observer);
        observer.outbound(args[0], args[1], during);
        const send = () => original.apply(this, args);
        return isReplyTo(during, args[0]) ? tellUnsent(send, (error) => observer.unsent(args[0], error)) : send();
      },
  );
}

/** The reply that the SDK sends itself. Any other message may be the host's, which may leave a rejection to the process. */
function isReplyTo(request: RequestId | undefined, message: unknown): boolean {
  return request !== undefined && isObject(message) && message['id'] === request && !('method' in message);
}

/** Tells what `send` throws or rejects with, which goes on. */
function tellUnsent(send: () => unknown, tell: (error: unknown) => void): unknown {
  let sending: unknown;
  try {
    sending = send();
  } catch (error) {
    tell(error);
    throw error;
  }
  // The SDK awaits this very promise (`Protocol._onrequest`), so a second listener hides no rejection from the host. Not
  // a promise made of this one: it would settle a tick later, and replies would change places.
  if (sending instanceof Promise) sending.then(undefined, tell);
  return sending;
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
