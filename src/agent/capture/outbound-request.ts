/** One request from the server to its client that has no reply yet. */
import type { RequestId, Snapshot } from '../../model.js';
import type { Moment } from './clock.js';
import { newSpanId } from './ids.js';
import type { RequestMessage } from './json-rpc.js';
import { keptId, keptText } from './kept-text.js';
import { taskIdIn } from './task-end.js';

export class OutboundRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly spanId = newSpanId();
  /** The task of the client that a `tasks/…` request is about. */
  readonly taskId: string;
  readonly recorded: unknown;
  /** Characters that it keeps in memory. */
  readonly size: number;
  isStartReported = false;
  /** Why it will not be answered, where that is known; otherwise empty. */
  unanswerable = '';
  /** Its call may still wait, for a task with which the client has answered. */
  isAnswered = false;
  #progressCount = 0;

  constructor(
    { id, method, params }: RequestMessage,
    readonly started: Moment,
    recorded: Snapshot,
    readonly giveUp: () => void,
  ) {
    this.id = keptId(id);
    this.method = keptText(method, NAME_CHARS);
    this.taskId = taskIdIn(method, params);
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

const NAME_CHARS = 1024;
/** What a request takes besides its texts, roughly. */
const FIXED_SIZE = 500;
