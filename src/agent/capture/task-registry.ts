/** Tasks whose outcome is still to come. They belong to the process: any connection may ask for a task. */
import { type Failure, unanswered } from './failure.js';
import { keptText } from './kept-text.js';
import { LimitedMap } from './limited-map.js';

/** How a task has ended; `result` only where it was seen. */
export interface TaskEnd {
  readonly status: string;
  readonly result: unknown;
  readonly message: string;
}

export interface OpenTask {
  /** The call that has created it. */
  readonly call: object;
  ended(end: TaskEnd): void;
  /** No outcome is expected any more. */
  abandoned(failure: Failure): void;
}

const TASK_LIMIT = 1000;
const ID_CHARS = 256;

const TERMINAL: ReadonlySet<unknown> = new Set(['completed', 'failed', 'cancelled']);

/** Whether a task with this status will not change any more. */
export function isTerminal(status: unknown): status is string {
  return TERMINAL.has(status);
}

export class TaskRegistry {
  readonly #tasks = new LimitedMap<string, OpenTask>(TASK_LIMIT, (task) =>
    task.abandoned(unanswered('overflow', `no outcome, and ${TASK_LIMIT} newer tasks are open`)),
  );

  get size(): number {
    return this.#tasks.size;
  }

  open(id: string, task: OpenTask): void {
    this.#tasks.set(keptText(id, ID_CHARS), task);
  }

  /** The call that has created an open task. */
  callOf(id: string): object | undefined {
    return this.#tasks.get(keptText(id, ID_CHARS))?.call;
  }

  /** Returns false when no such task is open. */
  end(id: string, end: TaskEnd): boolean {
    const task = this.#tasks.take(keptText(id, ID_CHARS));
    task?.ended(end);
    return task !== undefined;
  }

  abandonAll(failure: Failure): void {
    for (const task of this.#tasks.takeAll()) task.abandoned(failure);
  }
}
