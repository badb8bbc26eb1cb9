/** One request from the server to its client that has no reply yet. */
import type { RequestId, Snapshot } from '../../model.js';
import type { Moment } from './clock.js';
import { newSpanId } from './ids.js';
import type { RequestMessage } from './json-rpc.js';

export class OutboundRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly spanId = newSpanId();
  readonly recorded: unknown;
  /** Characters that it keeps in memory. */
  readonly size: number;
  isStartReported = false;
  #progressCount = 0;

  constructor(
    { id, method }: RequestMessage,
    readonly started: Moment,
    recorded: Snapshot,
    readonly giveUp: () => void,
  ) {
    this.id = id;
    this.method = method;
    this.recorded = recorded.value;
    this.size = FIXED_SIZE + method.length + recorded.json.length;
  }

  /** How often the client has reported progress. */
  get progressCount(): number {
    return this.#progressCount;
  }

  progressed(): void {
    this.#progressCount += 1;
  }
}

/** What a request takes besides its texts, roughly. */
const FIXED_SIZE = 500;
