/** Which call a request message has become, until the SDK dispatches it. */
import type { Call } from './call.js';

/**
 * Nearly every request is dispatched at once, in the same turn in which it was received. The others wait (an entry of SDK
 * v2 creates a server for the first one), for as long as the message itself lives.
 */
export class CallsByRequest {
  #latest: object | undefined;
  #latestCall: Call | undefined;
  readonly #waiting = new WeakMap<object, Call>();

  add(request: object, call: Call): void {
    if (this.#latest !== undefined && this.#latestCall !== undefined) this.#waiting.set(this.#latest, this.#latestCall);
    this.#latest = request;
    this.#latestCall = call;
  }

  take(request: object): Call | undefined {
    if (request !== this.#latest) return this.#waiting.get(request);
    const call = this.#latestCall;
    this.#latest = undefined;
    this.#latestCall = undefined;
    return call;
  }
}
