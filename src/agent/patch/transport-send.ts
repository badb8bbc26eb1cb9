/** Listens to what a transport is given to send, and to replies and requests that it fails to send. */
import type { ConnectionObserver } from '../../model.js';
import { isObject, responseHandlersOf } from '../../sdk-object.js';
import { carryingMessage } from './carrying-message.js';
import { type CurrentCall, currentCall } from './current-call.js';
import { wrapperOf } from './wrap.js';

/** Returns how to undo it; `undefined` when `send` cannot be replaced. */
export function tapSend(transport: object, observer: ConnectionObserver): (() => void) | undefined {
  return wrapperOf(transport)(
    transport,
    'send',
    (original) =>
      function send(this: unknown, ...args: unknown[]) {
        const { 0: message, 1: options } = args;
        const handled = currentCall();
        const carrier = observer.carriedBy(handled?.call);
        if (carrier !== undefined) args[0] = carryingMessage(message, carrier);
        const what = observer.outbound(message, options, handled?.call);
        if (what === undefined || handled?.observer !== observer || !isSentBySdk(handled, message)) {
          return Reflect.apply(original, this, args);
        }
        return watchUnsent(
          () => Reflect.apply(original, this, args),
          (error) => observer.unsent(what, error),
        );
      },
  );
}

/**
 * The reply that the SDK itself sends, or a request whose reply it waits for. Any other message may be the host's, which
 * may leave a rejection to the process.
 */
function isSentBySdk({ id, protocol }: CurrentCall, message: unknown): boolean {
  if (!isObject(message)) return false;
  if (!('method' in message)) return message['id'] === id;
  const waiting = responseHandlersOf(protocol);
  return waiting instanceof Map && waiting.has(message['id']);
}

/** Reports what `send` throws or rejects with; the error continues. */
function watchUnsent(send: () => unknown, report: (error: unknown) => void): unknown {
  let sending: unknown;
  try {
    sending = send();
  } catch (error) {
    report(error);
    throw error;
  }
  // The SDK handles the rejection of this very promise (`Protocol._onrequest`, `Protocol.request`), so a second listener hides no rejection from the host. A
  // promise derived from it would settle a tick later, and replies would change places.
  if (sending instanceof Promise) sending.then(undefined, report);
  return sending;
}
