/** How long a call waits for its client: the union of the requests that it sends to it, which may overlap. */
import type { OutboundRequest } from './outbound-request.js';

export class ClientWait {
  /** Oldest first. */
  readonly #open = new Set<OutboundRequest>();
  /** When the first of the open ones was sent. */
  #sinceMs = 0;
  #waitedMs = 0;

  began(request: OutboundRequest, nowMs: number): void {
    if (this.#open.size === 0) this.#sinceMs = nowMs;
    this.#open.add(request);
  }

  ended(request: OutboundRequest, nowMs: number): void {
    if (this.#open.delete(request) && this.#open.size === 0) this.#waitedMs += nowMs - this.#sinceMs;
  }

  /** What the call waits for now, oldest first. */
  get open(): Iterable<OutboundRequest> {
    return this.#open;
  }

  totalMs(nowMs: number): number {
    return this.#waitedMs + (this.#open.size === 0 ? 0 : nowMs - this.#sinceMs);
  }
}
