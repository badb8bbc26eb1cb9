/**
 * Our own API key never appears in an event, wherever the host put it: in strings it is replaced before a cut
 * can halve it, and the finished line is searched once more for whatever is left (names, numbers).
 */
import { REDACTED } from './keyed-secret.js';
import type { SecretText } from './secret-value.js';

/** Shorter keys are not told from ordinary text. */
const MIN_KEY_CHARS = 8;

export interface OwnKey {
  /** `inner`, knowing the key as well. */
  guard(inner: SecretText): SecretText;
  /** `line` is one JSON object and a line break; so is the answer, and it is no longer. */
  strike(line: Buffer): Buffer;
}

/** Knows text that holds no secret: for `MCPWATCH_REDACT=none`. */
export const NO_SECRETS: SecretText = {
  ofSeen: () => false,
  ofText: () => false,
  ofWindow: () => false,
  redact: (text) => text,
};

export function createOwnKey(apiKey: string | undefined): OwnKey {
  if (apiKey === undefined || apiKey.length < MIN_KEY_CHARS) return { guard: (it) => it, strike: (it) => it };
  // A key with a quote or a backslash is spelled differently in JSON, and in JSON in a string.
  const escaped = JSON.stringify(apiKey).slice(1, -1);
  const spellings = [...new Set([JSON.stringify(escaped).slice(1, -1), escaped, apiKey, encodeURIComponent(apiKey)])];
  const mark = REDACTED.slice(0, apiKey.length);
  const strikeText = (text: string) => spellings.reduce((it, spelling) => it.replaceAll(spelling, mark), text);
  const piece = spellings.length === 1 ? rarePiece(apiKey) : '';
  const isIn = (text: string | Buffer) => text.includes(piece) && spellings.some((spelling) => text.includes(spelling));
  return {
    // Only what is cut must know the key in time; `strike` sees the rest.
    guard: (inner) => ({
      ofSeen: inner.ofSeen,
      ofText: inner.ofText,
      ofWindow: (text) => isIn(text) || inner.ofWindow(text),
      redact: (text) => inner.redact(isIn(text) ? strikeText(text) : text),
    }),
    strike: (line) =>
      isIn(line) ? Buffer.from(`${JSON.stringify(strikeValue(JSON.parse(line.toString()), strikeText))}\n`) : line,
  };
}

/** Characters by how seldom they are in JSON, about. */
const RARE_FIRST = 'QZJXVWYKHUGFLMBPDRNOCSTIAEqzjxkvwb_gpyf-';
/** Above this length `includes` no longer skips to the first character in native code. */
const PIECE_CHARS = 6;

/** The piece of `key` that is sought fastest: three times as fast as the whole key in an ordinary event. */
function rarePiece(key: string): string {
  const starts = key.slice(0, 1 - PIECE_CHARS);
  const rare = [...RARE_FIRST].find((char) => starts.includes(char));
  const at = rare === undefined ? 0 : starts.indexOf(rare);
  return key.slice(at, at + PIECE_CHARS);
}

/** `value` is what JSON.parse made of a bounded line. */
function strikeValue(value: unknown, strike: (text: string) => string): unknown {
  if (typeof value === 'string') return strike(value);
  if (typeof value === 'number') return strike(String(value)) === String(value) ? value : 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => strikeValue(item, strike));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [strike(key), strikeValue(item, strike)]));
}
