/** Tasks whose outcome is still to come. They belong to the process: any connection may ask for a task. */
import type { Call } from './call.js';
import { type Failure, unanswered } from './failure.js';
import { keptId } from './kept-text.js';
import { LimitedMap } from './limited-map.js';
import type { TaskEnd } from './task-end.js';

export interface OpenTask {
  /** The call that has created it. */
  readonly call: Call;
  ended(end: TaskEnd): void;
  /** No outcome is expected any more. */
  abandoned(failure: Failure): void;
}

const TASK_LIMIT = 1000;

export class TaskRegistry {
  readonly #tasks = new LimitedMap<string, OpenTask>(TASK_LIMIT, (task) =>
    task.abandoned(unanswered('overflow', `no outcome, and ${TASK_LIMIT} newer tasks are open`)),
  );

  get size(): number {
    return this.#tasks.size;
  }

  open(id: string, task: OpenTask): void {
    this.#tasks.set(keptId(id), task);
  }

  /** The call that has created an open task. */
  callOf(id: string): Call | undefined {
    return this.#tasks.get(keptId(id))?.call;
  }

  /** Returns false when no such task is open. */
  end(id: string, end: TaskEnd): boolean {
    const task = this.#tasks.take(keptId(id));
    task?.ended(end);
    return task !== undefined;
  }

  /** Whether `call` has created an open task. */
  hasTaskOf(call: Call): boolean {
    return this.#tasks.values().some((task) => task.call === call);
  }

  abandonAll(failureOf: (call: Call) => Failure): void {
    for (const task of this.#tasks.takeAll()) task.abandoned(failureOf(task.call));
  }
}
