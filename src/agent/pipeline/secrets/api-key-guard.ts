/**
 * Keeps MCPWatch's own API key out of events, wherever the host put it. In strings it is replaced before a cut can
 * split it, and the finished line is searched once more for what is left (names, numbers).
 */
import { REDACTED } from './redacted.js';
import type { SecretText } from './secret-text.js';

/** Shorter keys cannot be told from ordinary text. */
const MIN_KEY_CHARS = 8;

export interface ApiKeyGuard {
  /** `inner`, extended to find the key as well. */
  guard(inner: SecretText): SecretText;
  /** Removes the key from `line`, one JSON object and a line break. The result is never longer. */
  remove(line: Buffer): Buffer;
}

/** Finds nothing: for `MCPWATCH_REDACT=none`. */
export const NO_SECRETS: SecretText = {
  ofSeen: () => false,
  ofText: () => false,
  ofWindow: () => false,
  redact: (text) => text,
};

export function createApiKeyGuard(apiKey: string | undefined): ApiKeyGuard {
  if (apiKey === undefined || apiKey.length < MIN_KEY_CHARS) return { guard: (it) => it, remove: (it) => it };
  // A quote or a backslash in the key is escaped in JSON, and twice in JSON in a string.
  const escaped = JSON.stringify(apiKey).slice(1, -1);
  const spellings = [...new Set([JSON.stringify(escaped).slice(1, -1), escaped, apiKey, encodeURIComponent(apiKey)])];
  const mark = REDACTED.slice(0, apiKey.length);
  const removeFrom = (text: string) => spellings.reduce((it, spelling) => it.replaceAll(spelling, mark), text);
  const piece = spellings.length === 1 ? rarePiece(apiKey) : '';
  const isIn = (text: string | Buffer) => text.includes(piece) && spellings.some((spelling) => text.includes(spelling));
  return {
    // Only text that will be cut must be cleaned here; `remove` finds the rest.
    guard: (inner) => ({
      ofSeen: inner.ofSeen,
      ofText: inner.ofText,
      ofWindow: (text) => isIn(text) || inner.ofWindow(text),
      redact: (text) => inner.redact(isIn(text) ? removeFrom(text) : text),
    }),
    remove: (line) =>
      isIn(line) ? Buffer.from(`${JSON.stringify(mapTexts(JSON.parse(line.toString()), removeFrom))}\n`) : line,
  };
}

/** Characters roughly from the rarest in JSON to the most common. */
const RARE_FIRST = 'QZJXVWYKHUGFLMBPDRNOCSTIAEqzjxkvwb_gpyf-';
/** For longer texts `includes` does not skip to the first character in native code. */
const PIECE_CHARS = 6;

/** The part of `key` that is found fastest. In an ordinary event that is three times as fast as the whole key. */
function rarePiece(key: string): string {
  const starts = key.slice(0, 1 - PIECE_CHARS);
  const rare = [...RARE_FIRST].find((char) => starts.includes(char));
  const at = rare === undefined ? 0 : starts.indexOf(rare);
  return key.slice(at, at + PIECE_CHARS);
}

/** Applies `map` to every text in `value`, which comes from JSON.parse. A number that it would change becomes 0. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (typeof value === 'number') return map(String(value)) === String(value) ? value : 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [map(key), mapTexts(item, map)]));
}
