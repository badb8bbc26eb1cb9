/** How much of an event leaves the process: everything, the shape of its payloads, or neither payloads nor messages. */
import type { PayloadPolicy } from '../../../config/policies.js';
import type { McpWatchEvent, PayloadMode } from '../../../model.js';

/** The mode for the payloads of `event`: by tool for tool calls, otherwise the default. */
export function payloadModeOf(
  event: Pick<McpWatchEvent, 'event_type' | 'event_name'>,
  policy: PayloadPolicy,
): PayloadMode {
  const exception = event.event_type === 'tool_call' ? policy.byTool.get(event.event_name) : undefined;
  return exception ?? policy.byDefault;
}

/** What is reported of a text in its place. */
export function lengthOf(text: string): string {
  return `string(${text.length})`;
}

/** A URI identifies a resource; its login, query, fragment, and whatever is not a path are values. */
export function withoutQuery(uri: string): string {
  const end = uri.slice(0, MAX_URI).search(/[?#]/);
  const plain = end < 0 ? uri : uri.slice(0, end);
  const scheme = plain.indexOf('://');
  if (scheme >= 0) return plain.slice(0, scheme + 3) + withoutLogin(plain.slice(scheme + 3), end >= 0);
  const [opaque = ''] = /^[a-z][a-z0-9+.-]{1,31}:/i.exec(plain) ?? [];
  return opaque !== '' && plain.includes('@') ? opaque : plain;
}

const MAX_URI = 4096;
const HOST_AND_PORT = /^[^:@]*(?::\d{0,5})?$/;

/** The host and the path. A password may itself have a `?`, so what was cut there may be half of a login. */
function withoutLogin(rest: string, isCut: boolean): string {
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (path.includes('@') && authority.includes(':') && !HOST_AND_PORT.test(authority)) return '';
  return HOST_AND_PORT.test(host) || !isCut ? host + path : path;
}
