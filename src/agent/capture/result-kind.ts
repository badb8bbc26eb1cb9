/** What a result is: most end their operation, a task or a request for input does not. */
import { asString, isRecord } from './json-rpc.js';

export type ResultKind =
  | { readonly kind: 'final' }
  /** `CreateTaskResult`: the work continues, and the task is asked for its outcome. */
  | { readonly kind: 'task'; readonly taskId: string }
  /** `InputRequiredResult` (2026-07-28): the client asks again, with what the server needs. */
  | { readonly kind: 'input_required'; readonly requestState: unknown; readonly inputs: readonly string[] };

const FINAL: ResultKind = { kind: 'final' };

export function resultKindOf(result: unknown): ResultKind {
  if (!isRecord(result)) return FINAL;
  if (result['resultType'] === 'input_required') {
    const inputs = isRecord(result['inputRequests']) ? Object.keys(result['inputRequests']) : [];
    return { kind: 'input_required', requestState: result['requestState'], inputs };
  }
  const taskId = taskIdIn(result);
  return taskId === '' ? FINAL : { kind: 'task', taskId };
}

/** The task that a result announces; empty for every other result. */
export function taskIn(result: unknown): string {
  return isRecord(result) ? taskIdIn(result) : '';
}

/** `task` of `CreateTaskResult`; as an extension (SEP-2663), the result is the task itself, and the SDK adds content to it. */
function taskIdIn(result: Readonly<Record<string, unknown>>): string {
  if (result['resultType'] === 'task') return asString(result['taskId']);
  const task = result['task'];
  return isRecord(task) && !('content' in result) ? asString(task['taskId']) : '';
}
