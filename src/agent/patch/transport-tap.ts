/**
 * Listens to one transport: what it receives, what it is given to send, its end and its errors. Never a Proxy:
 * transports with private fields would break.
 */
import type { ConnectionObserver } from '../../model.js';
import { isStateless } from '../../sdk-object.js';
import { aroundObserver, attempt, type OnFault } from './guarded-observer.js';
import { tapCallbacks, tapWriteOnlyCallbacks } from './transport-callbacks.js';
import { tapClose, tapResponseEnd } from './transport-close.js';
import { tapHttp } from './transport-http.js';
import { tapSend } from './transport-send.js';
import { wrapperOf } from './wrap.js';

/**
 * A tap on a transport. It can be removed and resumed.
 *
 * The callbacks are tapped inside `start`: by then the SDK has set them, and no message has arrived yet. Any later would
 * miss what `start` delivers at once (the in-memory transport does that).
 */
export class TransportTap {
  readonly observer: ConnectionObserver;
  readonly #transport: object;
  readonly #onFault: OnFault;
  readonly #restoreSetters: () => void;
  readonly #restoreStart: (() => void) | undefined;
  #restoreMethods: () => void;
  #isLive = true;
  #isStarted = false;

  /** Throws, with the transport as it was, when it cannot be listened to. */
  constructor(transport: object, listener: ConnectionObserver, onFault: OnFault) {
    this.#transport = transport;
    this.#onFault = onFault;
    this.observer = aroundObserver(listener, (report) => (this.#isLive ? report() : undefined));
    this.#restoreMethods = this.#tapMethods();
    this.#restoreSetters = tapWriteOnlyCallbacks(transport, this.observer);
    this.#restoreStart = this.#tapStart();
  }

  /** Whether the SDK has started the transport since it was tapped. */
  isStarted(): boolean {
    // A transport whose `start` cannot be replaced was started unnoticed: tap it now.
    if (this.#restoreStart === undefined) this.tapNow();
    return this.#isStarted;
  }

  /** Taps the callbacks of a transport that has been started already. */
  tapNow(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#restoreStart?.();
    this.#restoreSetters();
    this.#guarded(() => {
      tapCallbacks(this.#transport, this.observer);
      tapResponseEnd(this.#transport, this.observer);
    });
  }

  /**
   * Stops reporting. The callbacks stay, but do nothing: the SDK (from 1.13.2) chains the callbacks that it finds, so on
   * a transport that is connected again the old ones are called as well as the new ones.
   */
  remove(): void {
    this.#isLive = false;
    this.#restoreStart?.();
    this.#restoreSetters();
    this.#restoreMethods();
  }

  /** Undoes `remove`, when the tap that was to replace this one came to nothing. */
  resume(): void {
    this.#isLive = true;
    // Of one for a single request they are still there.
    if (!isStateless(this.#transport)) this.#restoreMethods = this.#tapMethods();
  }

  #notStarted(error: unknown): void {
    this.observer.transportFailed(error);
    this.observer.closed();
    this.remove();
  }

  #guarded(tapIt: () => void): void {
    attempt(tapIt, this.#onFault);
  }

  #tapMethods(): () => void {
    const restoreSend = tapSend(this.#transport, this.observer);
    if (restoreSend === undefined) throw new Error('its transport is frozen, and cannot be listened to');
    const restoreClose = tapClose(this.#transport, this.observer);
    const restoreHttp = tapHttp(this.#transport, this.observer, this.#onFault);
    return () => {
      restoreSend();
      restoreClose();
      restoreHttp();
    };
  }

  #tapStart(): (() => void) | undefined {
    const tap = this;
    return wrapperOf(this.#transport)(
      this.#transport,
      'start',
      (original) =>
        function start(this: unknown, ...args: unknown[]) {
          if (tap.#isStarted) return Reflect.apply(original, this, args);
          tap.#guarded(() => tap.tapNow());
          const starting = Reflect.apply(original, this, args);
          tap.#guarded(() => tapResponseEnd(tap.#transport, tap.observer));
          // The SDK awaits this very promise, so a second listener hides no rejection from the host.
          tap.#guarded(() => {
            if (starting instanceof Promise) starting.then(undefined, (error) => tap.#notStarted(error));
          });
          return starting;
        },
    );
  }
}
