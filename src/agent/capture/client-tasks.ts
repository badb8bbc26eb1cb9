/**
 * Tasks with which a client has answered requests of the server: the calls that have made them wait until the tasks have
 * ended, though the server asks for their state only now and then.
 */
import type { Call } from './call.js';
import { keptId } from './kept-text.js';
import { LimitedMap } from './limited-map.js';
import type { OutboundRequest } from './outbound-request.js';

/** On one connection. */
const LIMIT = 100;

interface Waiting {
  readonly call: Call;
  readonly request: OutboundRequest;
}

export class ClientTasks {
  readonly #nowMs: () => number;
  readonly #open = new LimitedMap<string, Waiting>(LIMIT, (waiting) => this.#end(waiting));

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  created(id: string, waiting: Waiting): void {
    this.#open.set(keptId(id), waiting);
  }

  /** The task will not change any more, or is not asked for again. */
  ended(id: string): void {
    const waiting = this.#open.take(keptId(id));
    if (waiting !== undefined) this.#end(waiting);
  }

  endAll(): void {
    for (const waiting of this.#open.takeAll()) this.#end(waiting);
  }

  #end({ call, request }: Waiting): void {
    call.clientAnswered(request, this.#nowMs());
  }
}
