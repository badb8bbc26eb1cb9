/** Where the protocol says how a task has ended (2025-11-25): status notifications, and the replies to `tasks/…`. */
import { asString, isRecord, type Params } from './json-rpc.js';
import { isTerminal, type TaskEnd } from './task-registry.js';

/** In a task object; `undefined` while it is running. */
export function taskEndIn(task: Params): TaskEnd | undefined {
  const { status, statusMessage } = task;
  return isTerminal(status) ? { status, result: null, message: asString(statusMessage) } : undefined;
}

/** In the reply to a request about a task. */
export function taskEndInReply(method: string, result: unknown): TaskEnd | undefined {
  if (!isRecord(result)) return undefined;
  if (method === 'tasks/get' || method === 'tasks/cancel') return taskEndIn(result);
  if (method !== 'tasks/result') return undefined;
  return { status: result['isError'] === true ? 'failed' : 'completed', result, message: '' };
}
