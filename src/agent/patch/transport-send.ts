/** Listens to what a transport is given to send, and to replies that it fails to send. */
import type { ConnectionObserver } from '../../model.js';
import { isObject } from '../../sdk-object.js';
import { carryingMessage } from './carrying-message.js';
import { type CurrentCall, currentCall } from './current-call.js';
import { wrapMethod } from './wrap.js';

/** Returns how to undo it; `undefined` when `send` cannot be replaced. */
export function tapSend(transport: object, observer: ConnectionObserver): (() => void) | undefined {
  return wrapMethod(
    transport,
    'send',
    (original) =>
      function send(this: unknown, ...args: unknown[]) {
        const [message, options] = args;
        const handled = currentCall();
        const carrier = observer.carriedBy(handled?.call);
        if (carrier !== undefined) args[0] = carryingMessage(message, carrier);
        const ended = observer.outbound(message, options, handled?.call);
        if (ended === undefined || handled?.observer !== observer || !isReplyTo(handled, message)) {
          return original.apply(this, args);
        }
        return watchUnsent(
          () => original.apply(this, args),
          (error) => observer.unsent(ended, error),
        );
      },
  );
}

/** The reply that the SDK itself sends. Any other message may be the host's, which may leave a rejection to the process. */
function isReplyTo({ id }: CurrentCall, message: unknown): boolean {
  return isObject(message) && message['id'] === id && !('method' in message);
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
  // The SDK awaits this very promise (`Protocol._onrequest`), so a second listener hides no rejection from the host. A
  // promise derived from it would settle a tick later, and replies would change places.
  if (sending instanceof Promise) sending.then(undefined, report);
  return sending;
}
