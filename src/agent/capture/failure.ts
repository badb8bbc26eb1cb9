/** How a call failed: the error fields of its event, and OpenTelemetry's attributes for them. */
import { asString, isRecord, type RpcError } from './json-rpc.js';

export interface Failure {
  readonly code: number | null;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why a call has no reply. */
export type Unanswered = 'cancelled' | 'connection_closed' | 'process_exit' | 'overflow';

/** A JSON-RPC error; `original` is what the handler threw, if that was seen. */
export function rpcFailure(error: RpcError, original: unknown): Failure {
  const type = error.code === null ? '_OTHER' : String(error.code);
  return {
    code: error.code,
    message: error.message,
    attributes: { 'error.type': type, ...describe(original) },
  };
}

/** A tool's `isError` result, whose text is the message; `undefined` for any other result. */
export function toolFailure(result: unknown, original: unknown): Failure | undefined {
  if (!isRecord(result) || result['isError'] !== true) return undefined;
  return {
    code: codeOf(original),
    message: textOf(result['content']),
    attributes: { 'error.type': 'tool_error', ...describe(original) },
  };
}

export function unanswered(reason: Unanswered, message: string): Failure {
  return { code: null, message, attributes: { 'error.type': reason } };
}

/** An error of the transport itself, or one with which it failed to send a message. */
export function transportFailure(error: unknown, type: 'transport_error' | 'send_failed'): Failure {
  const { 'exception.message': message = '', ...rest } = describe(error);
  return {
    code: codeOf(error),
    message,
    attributes: { 'error.type': type, ...rest },
  };
}

function codeOf(thrown: unknown): number | null {
  const code = isRecord(thrown) ? thrown['code'] : undefined;
  return typeof code === 'number' ? code : null;
}

/** The text parts of a tool's content. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const texts = content.map((part: unknown) => (isRecord(part) ? asString(part['text']) : ''));
  return texts.filter((text) => text !== '').join('\n');
}

/** OpenTelemetry's exception attributes for a thrown value, which may be anything; getters may throw. */
function describe(thrown: unknown): Readonly<Record<string, string>> {
  if (thrown === undefined) return {};
  try {
    if (!isRecord(thrown)) return { 'exception.type': typeof thrown, 'exception.message': String(thrown) };
    const attributes: Record<string, string> = {};
    const type = asString(thrown['name']) || asString(thrown.constructor?.name);
    if (type !== '') attributes['exception.type'] = type;
    const message = asString(thrown['message']);
    if (message !== '') attributes['exception.message'] = message;
    const stack = asString(thrown['stack']);
    if (stack !== '') attributes['exception.stacktrace'] = stack;
    return attributes;
  } catch {
    return { 'exception.type': 'unreadable' };
  }
}
