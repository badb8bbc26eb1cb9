/** How a call failed: the error fields of its event, and OpenTelemetry's attributes for them. */
import type { Attributes } from './attributes.js';
import { describeException } from './exception.js';
import { asString, isRecord, type RpcError } from './json-rpc.js';
import { jsonWithin } from './json-within.js';

export interface Failure {
  /** The code of a JSON-RPC error response; `null` for every other failure. */
  readonly code: number | null;
  readonly message: string;
  readonly attributes: Attributes;
}

/** Why a call has no reply. */
export type Unanswered = 'cancelled' | 'timeout' | 'connection_closed' | 'shutdown' | 'process_died' | 'overflow';

/** Characters of `mcpwatch.error.data`. */
const MAX_DATA_CHARS = 4096;

/** A JSON-RPC error; `original` is what the handler threw, if that was seen. */
export function rpcFailure(error: RpcError, original: unknown): Failure {
  const type = error.code === null ? '_OTHER' : String(error.code);
  const data = error.data === undefined ? undefined : jsonWithin(error.data, MAX_DATA_CHARS);
  return {
    code: error.code,
    message: error.message,
    attributes: {
      'error.type': type,
      ...describeException(original),
      ...(data === undefined ? {} : { 'mcpwatch.error.data': data }),
    },
  };
}

/** A tool's `isError` result, whose text is the message; `undefined` for any other result. */
export function toolFailure(result: unknown, original: unknown): Failure | undefined {
  if (!isRecord(result) || result['isError'] !== true) return undefined;
  return {
    code: null,
    message: textOf(result['content']),
    attributes: { 'error.type': 'tool_error', ...describeException(original) },
  };
}

/** A task that failed, or was cancelled; `undefined` when it was completed. */
export function taskFailure(status: string, message: string, result: unknown): Failure | undefined {
  const failed = toolFailure(result, undefined);
  if (failed !== undefined) return failed;
  if (status === 'cancelled') return unanswered('cancelled', message || 'the task was cancelled');
  if (status !== 'failed') return undefined;
  return { code: null, message: message || 'the task failed', attributes: { 'error.type': 'task_failed' } };
}

export function unanswered(reason: Unanswered, message: string): Failure {
  return { code: null, message, attributes: { 'error.type': reason } };
}

/** The same, with what the handler threw before; an exception that the failure has already says more. */
export function withException(failure: Failure, thrown: unknown): Failure {
  return thrown === undefined
    ? failure
    : { ...failure, attributes: { ...describeException(thrown), ...failure.attributes } };
}

/** An error of the transport itself, or one with which it failed to send a message. */
export function transportFailure(error: unknown, type: 'transport_error' | 'send_failed'): Failure {
  const { 'exception.message': message = '', ...rest } = describeException(error);
  return { code: null, message, attributes: { 'error.type': type, ...rest } };
}

/** The text parts of a tool's content. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const texts = content.map((part: unknown) => (isRecord(part) ? asString(part['text']) : ''));
  return texts.filter((text) => text !== '').join('\n');
}
