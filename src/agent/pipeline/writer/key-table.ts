/** What the writer needs to know of each property name, remembered between events. */
import type { SecretText } from '../secrets/secret-text.js';
import type { KeyClassifier, Sensitivity } from '../secrets/sensitivity.js';
import { type JsonName, jsonName } from './json-name.js';
import { MAX_KEY_CHARS } from './payload-limits.js';

/** How a name affects its value other than by redaction: MCP's base64 fields, and `{name, value}` pairs. */
export type KeyRole = 'none' | 'data' | 'blob' | 'value' | 'web key';

export interface KeyInfo {
  readonly name: string;
  readonly json: JsonName;
  /** Not sensitive, without secrets in the name itself, and without a role. */
  readonly isPlain: boolean;
  readonly sensitivity: Sensitivity;
  readonly role: KeyRole;
  /** The name that followed this one last time: records of one kind list their names in the same order. */
  next: KeyInfo | undefined;
}

export interface KeyTable {
  get(key: string): KeyInfo;
  /** The same as `get`, without a lookup when `key` followed `info` the last time. */
  after(info: KeyInfo, key: string): KeyInfo;
  /** For `after`, before the first name of an object. */
  start(): KeyInfo;
}

const ROLES: ReadonlyMap<string, KeyRole> = new Map<string, KeyRole>([
  ['data', 'data'],
  ['blob', 'blob'],
  ...['v', 'val', 'secretString'].map((key) => [key, 'value'] as const),
  // The members of a JSON Web Key that are secret.
  ...['d', 'k', 'p', 'q', 'dp', 'dq', 'qi'].map((key) => [key, 'web key'] as const),
]);
/** `value`, `ParameterValue`, `option_value`. */
const VALUE_KEY = /(?:^|[a-z_])(?:value|Value)$/;
/** Names per generation. Two generations are kept, so that many one-off names do not displace those in use. */
const GENERATION = 1000;
/** Longer names are not remembered. */
const MAX_CACHED_CHARS = 64;

/** Remembers at most 2,000 names of at most 64 characters. */
export function createKeyTable(classify: KeyClassifier, cleanName: (name: string) => string): KeyTable {
  let young = new Map<string, KeyInfo>();
  let old = new Map<string, KeyInfo>();

  function remember(key: string, info: KeyInfo): KeyInfo {
    if (young.size >= GENERATION) {
      // Otherwise a chain of forgotten names would stay in memory.
      for (const forgotten of old.values()) forgotten.next = undefined;
      old = young;
      young = new Map();
    }
    young.set(key, info);
    return info;
  }

  function get(key: string): KeyInfo {
    const known = young.get(key);
    if (known !== undefined) return known;
    if (key.length > MAX_CACHED_CHARS) return describeKey(key, classify, cleanName);
    return remember(key, old.get(key) ?? describeKey(key, classify, cleanName));
  }

  return {
    get,
    after(info, key) {
      const { next } = info;
      if (next !== undefined && next.name === key) return next;
      const found = get(key);
      if (key.length <= MAX_CACHED_CHARS) info.next = found;
      return found;
    },
    start: () => describeKey('', classify, cleanName),
  };
}

function describeKey(key: string, classify: KeyClassifier, cleanName: (name: string) => string): KeyInfo {
  const clean = cleanName(key);
  const sensitivity = classify(key);
  const role = ROLES.get(key) ?? (VALUE_KEY.test(key) ? 'value' : 'none');
  return {
    name: key,
    json: jsonName(clean),
    isPlain: sensitivity === 'plain' && role === 'none' && clean === key,
    sensitivity,
    role,
    next: undefined,
  };
}

/** Redacts and cuts names: a name may itself be a secret (`{"sk-…": 1}`), and may have any length. */
export function createNameCleaner(secrets: SecretText): (name: string) => string {
  return (name) => {
    const seen = name.length > 2 * MAX_KEY_CHARS ? name.slice(0, 2 * MAX_KEY_CHARS) : name;
    const clean = secrets.ofWindow(seen) ? secrets.redact(seen) : seen;
    return name.length <= MAX_KEY_CHARS ? clean : `${clean.slice(0, MAX_KEY_CHARS)}… [cut: ${name.length} characters]`;
  };
}
