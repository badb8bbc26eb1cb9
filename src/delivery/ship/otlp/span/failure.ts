/**
 * When an operation has failed (model/mcp/common.yaml of the GenAI conventions, after its pull request 404): for the
 * side that serves it, an error that the caller made is not one. The event's own `is_error` is another question.
 */
import type { RecordedEvent } from './recorded-event.js';

export interface OperationFailure {
  /** `error.type`. */
  readonly type: string;
  readonly message: string;
  /** The message is the text of a tool's result, which is a payload. */
  readonly isResult: boolean;
}

/** Parse error, invalid request, method not found, invalid params, resource not found. */
const CALLER_FAULTS: ReadonlySet<number> = new Set([-32700, -32600, -32601, -32602, -32002]);
/** Failures that are not an error response, although older events have a code of the host's with some of them. */
const NO_RESPONSE: ReadonlySet<string> = new Set(['tool_error', 'send_failed', 'transport_error']);

/** The code of the JSON-RPC error response. */
export function responseCode(event: RecordedEvent): number | undefined {
  const { error_code: code, attributes } = event;
  return code === null || NO_RESPONSE.has(attributes['error.type'] ?? '') ? undefined : code;
}

/** `isCaller`: the operation was asked for by this side. */
export function failureOf(event: RecordedEvent, isCaller: boolean): OperationFailure | undefined {
  if (!event.is_error) return undefined;
  const code = responseCode(event);
  if (code !== undefined && CALLER_FAULTS.has(code) && !isCaller) return undefined;
  const type = code === undefined ? event.attributes['error.type'] || '_OTHER' : String(code);
  return { type, message: event.error_message ?? '', isResult: type === 'tool_error' };
}
