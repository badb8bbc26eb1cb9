/** Values that are replaced because of the property they stand under: secrets by name, and MCP's base64 fields. */
import { REDACTED } from '../secrets/redacted.js';
import { hasOpaqueWord, isSecretUnder } from '../secrets/secret-reading.js';
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
  if (info.role === 'web key') {
    return typeof value === 'string' && sibling(holder, 'kty') !== undefined ? REDACTED : undefined;
  }
  // `{name: 'Authorization', value: '…'}`, as lists of headers and environment variables have it.
  const name = nameBeside(holder);
  if (name === ACCESSOR) return REDACTED;
  return typeof name === 'string' && isHidden(value, keys.get(name)) ? REDACTED : undefined;
}

/** The usual ones, and those of parameters, options and settings. */
const NAME_KEYS =
  'name key label Name Key Label id k variable field property header setting env parameter path option option_name OptionName ParameterKey ParameterName headerName envVar'.split(
    ' ',
  );

function nameBeside(holder: object): unknown {
  for (const key of NAME_KEYS) {
    const name = sibling(holder, key);
    if (name !== undefined) return name;
  }
  return undefined;
}

const OPTION = /^--?[A-Za-z][\w-]*$/;

/**
 * Whether `item` of a list is the secret that the option or name `before` it takes: `['--api-key', '…']`,
 * `['Authorization', '…']`. A list of names is no such list, so what follows a name must look generated.
 */
export function isOptionOf(item: unknown, before: string, keys: KeyTable): boolean {
  if (typeof item !== 'string') return false;
  if (before.charCodeAt(0) !== DASH) return isValueAfter(item, before, keys);
  return !item.startsWith('-') && OPTION.test(before) && isHidden(item, keys.get(before.replace(/^--?/, '')));
}

const MAX_NAME = 40;
/** Few texts have one of these: most items of lists are not looked at closely. */
const NAME_PART = /pass|secret|token|key|auth|cookie|cred|pwd|jwt|[^\0-\x7f]/i;

function isValueAfter(item: string, before: string, keys: KeyTable): boolean {
  if (item.length < MIN_VALUE || before.length > MAX_NAME || !NAME_PART.test(before)) return false;
  const info = keys.get(before);
  return info.sensitivity !== 'plain' && hasOpaqueWord(item) && isHidden(item, info);
}

/** The shortest that may look generated. */
const MIN_VALUE = 8;

const ACCESSOR = Symbol('accessor');

/** Another property of `holder`. Accessors are not called: each runs once, when the writer reaches it. */
function sibling(holder: object, key: string): unknown {
  try {
    if (!(key in holder)) return undefined;
    const own = Object.getOwnPropertyDescriptor(holder, key);
    if (own === undefined) return Reflect.get(holder, key);
    return own.get === undefined ? own.value : ACCESSOR;
  } catch {
    return undefined;
  }
}
