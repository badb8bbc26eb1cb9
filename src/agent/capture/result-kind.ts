/** What a result is: most end their operation, a task or a request for input does not. */
import { asString, isRecord } from './json-rpc.js';

export type ResultKind =
  | { readonly kind: 'final' }
  /** `CreateTaskResult` (2025-11-25): the work continues, and the task is asked for its outcome. */
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
  const taskId = asString(isRecord(result['task']) ? result['task']['taskId'] : undefined);
  return taskId === '' || 'content' in result ? FINAL : { kind: 'task', taskId };
}
