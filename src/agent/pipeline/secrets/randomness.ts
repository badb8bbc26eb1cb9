/** Whether characters look generated rather than written: how often their kind changes, and how much are words. */
import { isDigit, isLower, isUpper } from './character.js';

export interface Mixture {
  readonly length: number;
  readonly digits: number;
  readonly uppers: number;
  readonly lowers: number;
  readonly others: number;
  /** Changes between lower case, upper case, digits and others. */
  readonly changes: number;
  /** Characters in stretches of four letters or more that are written like words: `word`, `Word`, `WORD`. */
  readonly inWords: number;
  readonly isHex: boolean;
}

const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const OTHER = 4;

function kindOf(code: number): number {
  if (isLower(code)) return LOWER;
  if (isUpper(code)) return UPPER;
  return isDigit(code) ? DIGIT : OTHER;
}

function isHexCode(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** Words are counted from here. */
const MIN_WORD = 4;

export function mixtureOf(text: string, start: number, end: number): Mixture {
  const counts = [0, 0, 0, 0, 0];
  let changes = 0;
  let inWords = 0;
  let stretch = 0;
  let last = 0;
  let isHex = true;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    counts[kind] = (counts[kind] ?? 0) + 1;
    isHex &&= isHexCode(code);
    // `Word` is one stretch, although its case changes once.
    const continues = kind === last || (kind === LOWER && last === UPPER && stretch === 1);
    if (kind !== last && last !== 0) changes += 1;
    if (!continues || kind > UPPER) {
      if (stretch >= MIN_WORD) inWords += stretch;
      stretch = 0;
    }
    if (kind <= UPPER) stretch += 1;
    last = kind;
  }
  if (stretch >= MIN_WORD) inWords += stretch;
  const [, lowers = 0, uppers = 0, digits = 0, others = 0] = counts;
  return { length: end - start, digits, uppers, lowers, others, changes, inWords, isHex };
}

/** The shortest text that is called opaque, and its shortest part that can be the reason. */
const MIN_OPAQUE = 8;
const MIN_PART = 6;
/** More of a word is not looked at. */
const MAX_SEEN = 96;

/** Whether a word that stands where a secret may stand looks like one: not prose, not an identifier, not a number. */
export function isOpaque(word: string): boolean {
  if (word.length < MIN_OPAQUE || PLAIN_SHAPE.test(word)) return false;
  if (UUID.test(word)) return true;
  return word.slice(0, MAX_SEEN).split(SEPARATORS).some(isMixed);
}

function isMixed(part: string): boolean {
  if (part.length < MIN_PART) return false;
  const { length, digits, uppers, lowers, others, changes, inWords } = mixtureOf(part, 0, part.length);
  if (uppers + lowers === 0) return false;
  if (digits > 0) return changes >= 3 && inWords < 0.75 * length;
  return length >= 12 && others === 0 && uppers >= 0.26 * length && lowers >= 0.2 * length && inWords <= 0.6 * length;
}

const SEPARATORS = /[-_.:/]+/;
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Versions, dates, times, paths, addresses and calls are not opaque, however mixed. */
const PLAIN_SHAPE = /^(?:v?\d{1,4}[.:/-]\d|\.{0,2}\/|~\/|[A-Za-z]:[\\/]|[a-z]{2,10}:\/\/|[\w.$-]{1,64}[([]|\$\{)/;
