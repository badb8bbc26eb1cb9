/**
 * Classes of the characters in a short string, collected while it is copied. They are enough to tell that most strings
 * (identifiers, times, UUIDs, names) hold no secret, without searching them.
 */

import { ANY_NAMES, ENCODED, LITERALS, NAMES, PRIVATE_KEYS, SPELLINGS, TOKENS, URLS } from './notations.js';

/** The low 16 bits are those of the characters themselves. */
const NON_ASCII = 0xff80;
/** Escaped in JSON: quotes, backslashes, control characters. */
const ESCAPE = 1 << 16;
/** Between names and values, in `%3D`, `&gt;` and `</name>` as well. */
const PAIR = 1 << 17;
const SPACE = 1 << 18;
export const COLON = 1 << 19;
const SLASH = 1 << 20;
const DASH = 1 << 21;
const AT = 1 << 22;
const DOLLAR = 1 << 23;
const DIGIT = 1 << 24;
const UPPER = 1 << 25;
/** A letter that is neither a hexadecimal digit nor in the times of ISO 8601, and `_`, which is in no UUID or hash. */
const WORDY = 1 << 26;
/** In `bearer` and `basic`, and in few other words together. */
const B = 1 << 27;
const A = 1 << 28;
const J = 1 << 29;
const DOT = 1 << 30;

/** Classes by character code below 128. */
const classOf = new Int32Array(128).fill(ESCAPE, 0, 32);

function mark(characters: string, value: number): void {
  for (const char of characters) classOf[char.charCodeAt(0)] = (classOf[char.charCodeAt(0)] ?? 0) | value;
}

mark('"\\', ESCAPE);
mark("='`%<>|&", PAIR);
mark(' +%', SPACE);
mark(':', COLON);
mark('/', SLASH);
mark('-_', DASH);
mark('@', AT);
mark('$', DOLLAR);
mark('0123456789', DIGIT);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
mark('ghijklmnopqrstuvwxyzGHIJKLMNOPQRSUVWXY_', WORDY);
mark('bB', B);
mark('aA', A);
mark('J', J);
mark('.~', DOT);

/** Writes `text` to `to` as if it were ASCII, and returns the classes of all its characters together. */
export const copyText = createCopy(classOf);

/** A closure, so that the engine knows that the table never changes. */
function createCopy(classes: Int32Array): (to: Uint8Array, start: number, text: string) => number {
  return (to, start, text) => {
    const { length } = text;
    let seen = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      seen |= code | (classes[code & 127] ?? 0);
      to[start + at] = code;
    }
    return seen;
  };
}

/** The classes of `text`, and its bytes from `start` on, as the writer has them for a short string. */
export function classesOf(text: string): { readonly seen: number; readonly bytes: Uint8Array; readonly start: number } {
  const bytes = new Uint8Array(1 + text.length);
  return { seen: copyText(bytes, 1, text), bytes, start: 1 };
}

/** Whether the text in quotes is JSON, with as many bytes as characters. */
export function isQuotable(seen: number): boolean {
  return (seen & (ESCAPE | NON_ASCII)) === 0;
}

/** Whether a `data:` URL is possible. */
export function mayBeDataUrl(seen: number): boolean {
  return (seen & COLON) !== 0;
}

/** The shortest token is `xoxb-` and eight characters; without a dash, `AKIA` and sixteen. */
const MIN_TOKEN = 13;
const MIN_UNDASHED = 20;
/** `cio` and 32 characters; a trace id has 32. */
const MIN_LOWER = 35;
/** `otp is` and a value of eight characters. */
const MIN_WORDS = 16;
const MAX_TIME = 24;
const MIN_UUID = 36;
/** `BEGIN PRIVATE KEY`, and dashes. */
const MIN_PRIVATE_KEY = 24;
const MIN_BASE64 = 24;
/** Longer than a UUID. */
const MIN_HEX = 37;

/** The lengths from which on another rule applies. */
const STEPS = [
  ...[MIN_TOKEN, MIN_WORDS, MIN_UNDASHED, MIN_PRIVATE_KEY, MIN_BASE64, MIN_BASE64 + 1],
  ...[MAX_TIME + 1, MIN_LOWER, MIN_UUID, MIN_HEX],
];
const LENGTHS = STEPS.length + 1;
const stepOf = new Uint8Array(MIN_HEX + 1).map((_, length) => STEPS.filter((step) => length >= step).length);
/** By classes and step; 0 where it is not known yet. Memory is used for what has come up only. */
const notationsBy = new Uint8Array(LENGTHS << 15);

/** The notations that are possible in a short text of `length` characters with the classes `seen`. */
export function notationsIn(seen: number, length: number): number {
  if ((seen & NON_ASCII) !== 0) return notationsOf(seen, length);
  const slot = (seen >>> 16) * LENGTHS + (stepOf[Math.min(length, MIN_HEX)] ?? 0);
  const known = notationsBy[slot] ?? 0;
  if (known !== 0) return known;
  const found = notationsOf(seen, length);
  notationsBy[slot] = found;
  return found;
}

/** Never 0. */
function notationsOf(seen: number, length: number): number {
  const tokens = mayBeToken(seen, length) ? TOKENS | ANY_NAMES : ANY_NAMES;
  return (seen & STRUCTURE) === 0 && length < MIN_HEX ? tokens : tokens | otherNotationsIn(seen, length);
}

/** Without one of these a short text is one word. */
const STRUCTURE = ESCAPE | PAIR | NON_ASCII | SPACE | COLON | SLASH | DOLLAR | J;

/** Whether a text is one word, too short for a token: nothing is possible but names from a setting. */
export function isPlainWord(seen: number, length: number): boolean {
  return length < MIN_TOKEN && (seen & STRUCTURE) === 0;
}

function otherNotationsIn(seen: number, length: number): number {
  let notations = 0;
  if ((seen & (ESCAPE | PAIR | NON_ASCII)) !== 0 || hasAll(seen, COLON | WORDY)) notations |= NAMES;
  if (length >= MIN_WORDS && (seen & SPACE) !== 0 && ((seen & (DIGIT | DASH)) !== 0 || hasAll(seen, A | B))) {
    notations |= NAMES;
  }
  if (hasAll(seen, COLON | SLASH)) notations |= URLS;
  if ((seen & DOLLAR) !== 0 || hasAll(seen, SPACE | DASH) || hasAll(seen, COLON | AT)) notations |= LITERALS;
  if (length > MIN_BASE64 && hasAll(seen, DIGIT | COLON)) notations |= LITERALS;
  if (hasAll(seen, ESCAPE | DASH) || hasAll(seen, COLON | UPPER | PAIR)) notations |= LITERALS;
  if (length >= MIN_BASE64 && (seen & DIGIT) !== 0 && (seen & (SLASH | SPACE)) !== 0) notations |= LITERALS;
  if (length >= MIN_PRIVATE_KEY && hasAll(seen, DASH | SPACE | UPPER)) notations |= PRIVATE_KEYS;
  if ((seen & J) !== 0 || (length >= MIN_HEX && (seen & DIGIT) !== 0)) notations |= ENCODED;
  if ((seen & (ESCAPE | NON_ASCII | PAIR)) !== 0) notations |= SPELLINGS;
  return notations;
}

/** Times, UUIDs and hashes have no wordy letter, and neither has `fc-` and 32 hexadecimal digits. */
function mayBeToken(seen: number, length: number): boolean {
  if (length < MIN_TOKEN) return false;
  if ((seen & WORDY) === 0 && (length <= MAX_TIME || isHexadecimal(seen, length))) return false;
  return (seen & DASH) !== 0 || mayBeUndashed(seen, length);
}

/** With a dash, only a UUID: `(fc-…)` is longer. */
function isHexadecimal(seen: number, length: number): boolean {
  return length >= MIN_UUID && (seen & STRUCTURE) === 0 && ((seen & DASH) === 0 || length === MIN_UUID);
}

function mayBeUndashed(seen: number, length: number): boolean {
  return length >= MIN_LOWER || (length >= MIN_UNDASHED && (seen & (DOT | UPPER)) !== 0);
}

function hasAll(seen: number, classes: number): boolean {
  return (seen & classes) === classes;
}
