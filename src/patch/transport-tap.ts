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
  const tapOnce = () => {
    if (started) return;
    started = true;
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

function tapCallbacks(transport: Record<string, unknown>, observer: ConnectionObserver): void {
  tapCallback(transport, 'onmessage', (args) => observer.inbound(args[0], args[1]));
  tapCallback(transport, 'onclose', () => observer.closed());
  tapCallback(transport, 'onerror', (args) => observer.transportFailed(args[0]));
}

/** Plain assignment, never `defineProperty`: see the header. */
function tapCallback(
  transport: Record<string, unknown>,
  name: 'onmessage' | 'onclose' | 'onerror',
  tell: (args: unknown[]) => void,
): void {
  const inner = transport[name];
  if (!isObject(inner)) return;
  transport[name] = function (this: unknown, ...args: unknown[]) {
    tell(args);
    return (inner as unknown as Method).apply(this, args);
  };
}
