/** Values that are replaced because of the property they stand under: secrets by name, and MCP's base64 fields. */
import { REDACTED } from '../secrets/redacted.js';
import { isSecretUnder } from '../secrets/sensitive-key.js';
import type { KeyInfo, KeyTable } from './key-table.js';
import { describeBlob, describeMedia } from './media-value.js';

const DASH = 45;
const HIDDEN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'object']);

/** Whether `value` is a secret under the name `info`. Null and booleans never are. */
export function isHidden(value: unknown, info: KeyInfo): boolean {
  const { sensitivity } = info;
  if (sensitivity === 'plain') return false;
  if (typeof value === 'string') return isSecretUnder(sensitivity, value);
  return sensitivity === 'secret' && value !== null && HIDDEN_TYPES.has(typeof value);
}

/** What to write in place of `holder`'s property `info`, or undefined to write `value` itself. */
export function roleStandIn(holder: object, value: unknown, info: KeyInfo, keys: KeyTable): string | undefined {
  if (value === null || !HIDDEN_TYPES.has(typeof value)) return undefined;
  if (info.role === 'data') return describeMedia(value, sibling(holder, 'type'), sibling(holder, 'mimeType'));
  if (info.role === 'blob') return describeBlob(value, sibling(holder, 'uri'), sibling(holder, 'mimeType'));
  // `{name: 'Authorization', value: '…'}`, as lists of headers and environment variables have it.
  const name = nameBeside(holder);
  if (name === ACCESSOR) return REDACTED;
  return typeof name === 'string' && isHidden(value, keys.get(name)) ? REDACTED : undefined;
}

function nameBeside(holder: object): unknown {
  for (const key of ['name', 'key', 'label', 'Name', 'Key', 'Label']) {
    const name = sibling(holder, key);
    if (name !== undefined) return name;
  }
  return undefined;
}

const OPTION = /^--?[A-Za-z][\w-]*$/;

/** Whether `item` of a list is the secret that the option `before` it takes: `['--api-key', '…']`. */
export function isOptionOf(item: unknown, before: string, keys: KeyTable): boolean {
  if (before.charCodeAt(0) !== DASH || typeof item !== 'string' || item.startsWith('-')) return false;
  return OPTION.test(before) && isHidden(item, keys.get(before.replace(/^--?/, '')));
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
