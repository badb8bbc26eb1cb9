/**
 * Where the protocol says how a task has ended: status notifications, and the replies to `tasks/…`. In revision 2025-11-25
 * the result is asked for with `tasks/result`; in the extension that has tasks since 2026-07-28 (SEP-2663) it is part of the
 * task.
 */
import { asString, isRecord, metaOf, type Params } from './json-rpc.js';
import { keptId } from './kept-text.js';

/** How a task has ended; `result` only where it was seen. */
export interface TaskEnd {
  readonly status: string;
  readonly result: unknown;
  readonly message: string;
}

/** A task with one of these will not change any more. */
const TERMINAL: ReadonlySet<unknown> = new Set(['completed', 'failed', 'cancelled']);

const META_TASK = 'io.modelcontextprotocol/related-task';

/** The task that a message belongs to; empty when it names none. */
export function relatedTaskIn(params: Params): string {
  const related = metaOf(params)[META_TASK];
  return isRecord(related) ? asString(related['taskId']) : '';
}

/** The task that a `tasks/…` request is about; empty for other requests. */
export function taskIdIn(method: string, { taskId }: Params): string {
  return method.startsWith('tasks/') ? keptId(asString(taskId)) : '';
}

/** In a task object; `undefined` while it is running. */
export function taskEndIn({ status, statusMessage, result, error }: Params): TaskEnd | undefined {
  if (typeof status !== 'string' || !TERMINAL.has(status)) return undefined;
  const reason = isRecord(error) ? asString(error['message']) : '';
  return { status, result: isRecord(result) ? result : null, message: asString(statusMessage) || reason };
}

/** In the reply to a request about a task. */
export function taskEndInReply(method: string, result: unknown): TaskEnd | undefined {
  if (!isRecord(result)) return undefined;
  if (method === 'tasks/get' || method === 'tasks/cancel') return taskEndIn(result);
  if (method !== 'tasks/result') return undefined;
  return { status: result['isError'] === true ? 'failed' : 'completed', result, message: '' };
}
