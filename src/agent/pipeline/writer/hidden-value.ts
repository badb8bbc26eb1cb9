/** Values that are replaced because of the property they stand under: secrets by name, and MCP's base64 fields. */
import { REDACTED } from '../secrets/redacted.js';
import { isSecretText } from '../secrets/sensitive-key.js';
import type { KeyInfo, KeyTable } from './key-table.js';
import { describeBlob, describeMedia } from './media-value.js';

const HIDDEN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'object']);

/** Whether `value` is a secret under the name `info`. Null and booleans never are. */
export function isHidden(value: unknown, info: KeyInfo): boolean {
  if (info.sensitivity === 'plain') return false;
  if (info.sensitivity === 'text') return isSecretText(value);
  return value !== null && HIDDEN_TYPES.has(typeof value);
}

/** What to write in place of `holder`'s property `info`, or undefined to write `value` itself. */
export function roleStandIn(holder: object, value: unknown, info: KeyInfo, keys: KeyTable): string | undefined {
  if (value === null || !HIDDEN_TYPES.has(typeof value)) return undefined;
  if (info.role === 'data') return describeMedia(value, sibling(holder, 'type'), sibling(holder, 'mimeType'));
  if (info.role === 'blob') return describeBlob(value, sibling(holder, 'uri'), sibling(holder, 'mimeType'));
  // `{name: 'Authorization', value: '…'}`, as lists of headers and environment variables have it.
  const name = sibling(holder, 'name') ?? sibling(holder, 'key');
  if (name === ACCESSOR) return REDACTED;
  return typeof name === 'string' && isHidden(value, keys.get(name)) ? REDACTED : undefined;
}

const ACCESSOR = Symbol('accessor');

/** Another property of `holder`. Accessors are not called: each runs once, when the writer reaches it. */
function sibling(holder: object, key: string): unknown {
  try {
    const own = Object.getOwnPropertyDescriptor(holder, key);
    if (own === undefined) return Reflect.get(holder, key);
    return own.get === undefined ? own.value : ACCESSOR;
  } catch {
    return undefined;
  }
}
