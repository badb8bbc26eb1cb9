/** OpenTelemetry's exception attributes for a thrown value, with the errors that caused it. */
import type { Attributes } from './attributes.js';
import { asString, isRecord } from './json-rpc.js';

/** How far causes are followed, and how many errors of an `AggregateError` are named. */
const MAX_CAUSES = 5;
const MAX_ERRORS = 10;
const MAX_CAUSE_CHARS = 4096;

/** The value may be anything, and its getters may throw. */
export function describeException(thrown: unknown): Attributes {
  if (thrown === undefined) return {};
  try {
    if (!isRecord(thrown)) return { 'exception.type': typeof thrown, 'exception.message': String(thrown) };
    const attributes: Record<string, string> = {};
    const type = typeOf(thrown);
    if (type !== '') attributes['exception.type'] = type;
    const message = asString(thrown['message']);
    if (message !== '') attributes['exception.message'] = message;
    const stack = asString(thrown['stack']);
    if (stack !== '') attributes['exception.stacktrace'] = stack;
    const cause = causesOf(thrown, '', MAX_CAUSES).join('\n').slice(0, MAX_CAUSE_CHARS);
    if (cause !== '') attributes['exception.cause'] = cause;
    return attributes;
  } catch {
    return { 'exception.type': 'unreadable' };
  }
}

/** One line for each cause and each of several errors, indented by what it caused. */
function causesOf(thrown: Readonly<Record<string, unknown>>, indent: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  const { cause, errors } = thrown;
  const list: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [];
  return [...(cause === undefined || cause === null ? [] : [cause]), ...list].flatMap((error) => [
    `${indent}${describeCause(error)}`,
    ...(isRecord(error) ? causesOf(error, `${indent}  `, depth - 1) : []),
  ]);
}

/** `Error: connect ECONNREFUSED 127.0.0.1:9 (ECONNREFUSED)`. */
function describeCause(error: unknown): string {
  if (!isRecord(error)) return String(error);
  const { code } = error;
  const text = [typeOf(error), asString(error['message'])].filter((part) => part !== '').join(': ');
  return typeof code === 'string' || typeof code === 'number' ? `${text} (${code})` : text;
}

function typeOf(thrown: Readonly<Record<string, unknown>>): string {
  return asString(thrown['name']) || asString(thrown.constructor?.name);
}
