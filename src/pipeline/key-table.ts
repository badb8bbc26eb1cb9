import { MAX_KEY_CHARS } from './limits.js';
import type { SecretText } from './secret-value.js';
import type { KeyClassifier, Sensitivity } from './sensitive-key.js';

/** What a name asks of its value beside redaction: MCP's base64 fields, and `{name, value}` pairs. */
export type KeyRole = 'none' | 'data' | 'blob' | 'value';

/** All that the writer needs to know of a property name. */
export interface KeyInfo {
  /** The name as JSON, with the colon. */
  readonly json: string;
  /** Length of `json` in bytes of UTF-8. */
  readonly bytes: number;
  readonly sensitivity: Sensitivity;
  readonly role: KeyRole;
}

export interface KeyTable {
  get(key: string): KeyInfo;
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
      old = young;
      young = new Map();
    }
    young.set(key, info);
    return info;
  }

  function describe(key: string): KeyInfo {
    const json = `${JSON.stringify(cleanName(key))}:`;
    return {
      json,
      bytes: Buffer.byteLength(json),
      sensitivity: classify(key),
      role: ROLES.get(key) ?? 'none',
    };
  }

  return {
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      if (key.length > MAX_CACHED_CHARS) return describe(key);
      return remember(key, old.get(key) ?? describe(key));
    },
  };
}

/** A name may itself be a secret (`{"sk-…": 1}`), and may be endless. */
export function createNameCleaner(secrets: SecretText): (name: string) => string {
  return (name) => {
    const seen = name.length > 2 * MAX_KEY_CHARS ? name.slice(0, 2 * MAX_KEY_CHARS) : name;
    const clean = secrets.suspects(seen) ? secrets.redact(seen) : seen;
    return name.length <= MAX_KEY_CHARS ? clean : `${clean.slice(0, MAX_KEY_CHARS)}… [cut: ${name.length} characters]`;
  };
}
