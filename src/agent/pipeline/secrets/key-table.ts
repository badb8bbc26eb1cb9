import { type JsonName, jsonName } from '../writer/json-name.js';
import { MAX_KEY_CHARS } from '../writer/payload-limits.js';
import type { SecretText } from './secret-value.js';
import type { KeyClassifier, Sensitivity } from './sensitive-key.js';

/** What a name asks of its value beside redaction: MCP's base64 fields, and `{name, value}` pairs. */
export type KeyRole = 'none' | 'data' | 'blob' | 'value';

/** All that the writer needs to know of a property name. */
export interface KeyInfo {
  readonly name: string;
  readonly json: JsonName;
  /** Not sensitive, clean, and without a role. */
  readonly isPlain: boolean;
  /** Written as it is. */
  readonly isClean: boolean;
  readonly sensitivity: Sensitivity;
  readonly role: KeyRole;
  /** The name that came after this one last time: records of one kind spell their names in one order. */
  next: KeyInfo | undefined;
}

export interface KeyTable {
  get(key: string): KeyInfo;
  /** As `get`, without a search when `key` followed `info` before. */
  after(info: KeyInfo, key: string): KeyInfo;
  /** For `after`, where no name came before. */
  start(): KeyInfo;
}

const ROLES: ReadonlyMap<string, KeyRole> = new Map<string, KeyRole>([
  ['data', 'data'],
  ['blob', 'blob'],
  ['value', 'value'],
]);
/** Names in one generation; two are kept, so that a flood of one-off names does not push out those in use. */
const GENERATION = 1000;
/** Longer names are not worth remembering. */
const MAX_CACHED_CHARS = 64;

/** Remembers at most 2,000 names of at most 64 characters. */
export function createKeyTable(classify: KeyClassifier, cleanName: (name: string) => string): KeyTable {
  let young = new Map<string, KeyInfo>();
  let old = new Map<string, KeyInfo>();

  function remember(key: string, info: KeyInfo): KeyInfo {
    if (young.size >= GENERATION) {
      // Else a chain of forgotten names would stay in memory.
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
  const role = ROLES.get(key) ?? 'none';
  return {
    name: key,
    json: jsonName(clean),
    isPlain: sensitivity === 'plain' && role === 'none' && clean === key,
    isClean: clean === key,
    sensitivity,
    role,
    next: undefined,
  };
}

/** A name may itself be a secret (`{"sk-…": 1}`), and may be endless. */
export function createNameCleaner(secrets: SecretText): (name: string) => string {
  return (name) => {
    const seen = name.length > 2 * MAX_KEY_CHARS ? name.slice(0, 2 * MAX_KEY_CHARS) : name;
    const clean = secrets.ofWindow(seen) ? secrets.redact(seen) : seen;
    return name.length <= MAX_KEY_CHARS ? clean : `${clean.slice(0, MAX_KEY_CHARS)}… [cut: ${name.length} characters]`;
  };
}
