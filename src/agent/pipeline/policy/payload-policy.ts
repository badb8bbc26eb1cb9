import type { PayloadPolicy } from '../../../config/policies.js';
import type { McpWatchEvent, PayloadMode } from '../../../model.js';

/** How much of the payloads of `event` leaves the process: by tool for tool calls, else the default. */
export function payloadModeOf(
  event: Pick<McpWatchEvent, 'event_type' | 'event_name'>,
  policy: PayloadPolicy,
): PayloadMode {
  const exception = event.event_type === 'tool_call' ? policy.byTool.get(event.event_name) : undefined;
  return exception ?? policy.byDefault;
}

/** Attributes that hold text written by the host or the client: a message quotes what it complains of. */
const FREE_TEXT = /(?:^|[._])(?:message|reason|description|body|text|detail|cause|data)$/;
const STACK = /(?:^|[._])(?:stack|stacktrace)$/;
const FRAME = /^\s+at .*$/gm;
const IDENTIFIER = /^[^\s"'{}[\]]{0,128}$/;

/** An attribute as `shape` and `off` let it out: identifiers and code positions, no text and no query. */
export function attributeWithoutValues(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  if (STACK.test(name)) return text.slice(0, 16_384).match(FRAME)?.join('\n') ?? '';
  if (FREE_TEXT.test(name)) return lengthOf(text);
  const plain = withoutQuery(text);
  return IDENTIFIER.test(plain) ? plain : lengthOf(text);
}

/** What is told of a text instead of it. */
export function lengthOf(text: string): string {
  return `string(${text.length})`;
}

/** A resource's address names it; its login, query and fragment are values. */
export function withoutQuery(uri: string): string {
  const scheme = uri.indexOf('://');
  if (scheme < 0) return uri;
  const end = uri.slice(0, 4096).search(/[?#]/);
  const path = end < 0 ? uri : uri.slice(0, end);
  return path.replace(/:\/\/[^/]*@/, '://');
}
