/**
 * Where a text beyond Latin-1 may be spelled so that it looks like another (`WIDE_SPELLING` of plain-spelling.ts), as
 * tables for byte-search.wat: a class for each UTF-16 unit, and a hash for the units with which foreign words begin.
 */
import { FOREIGN_WORDS, OTHER_SCRIPT } from '../lookalikes.js';

/** Must agree with byte-search.wat. */
const ALONE = 1;
const LETTER = 2;
const MARK = 4;
const HIGH = 8;
/** The first unit beyond Latin-1 of three units of a word: where among them it stands. Or of two. */
const FIRST = 16;
const SECOND = 32;
const THIRD = 64;
const OF_TWO = 128;
const HASH_BITS = 13;

export interface SpellingClasses {
  /** By the high byte of a unit: the number of its page. Page 0 has no classes. */
  readonly pageOf: Uint8Array;
  /** Of each page, 256 classes by the low byte. */
  readonly pages: readonly Uint8Array[];
  /** The hashes of the units, as bits. */
  readonly hashes: Uint8Array;
}

export function spellingClasses(): SpellingClasses {
  const pageOf = new Uint8Array(256);
  const pages: Uint8Array[] = [new Uint8Array(256)];
  const hashes = new Uint8Array((1 << HASH_BITS) / 8);
  const mark = (unit: number, value: number) => {
    const high = unit >> 8;
    if (pageOf[high] === 0) pageOf[high] = pages.push(new Uint8Array(256)) - 1;
    const page = pages[pageOf[high] ?? 0];
    if (page !== undefined) page[unit & 255] = (page[unit & 255] ?? 0) | value;
  };
  const markRange = (first: number, last: number, value: number) => {
    for (let unit = first; unit <= last; unit += 1) mark(unit, value);
  };

  markRange(0x200b, 0x200f, ALONE);
  markRange(0x2060, 0x2064, ALONE);
  markRange(0xff21, 0xff5a, ALONE);
  mark(0xfeff, ALONE);
  mark(0xd835, HIGH);
  markRange(0x0300, 0x036f, MARK);
  for (const letter of OTHER_SCRIPT) mark(letter.charCodeAt(0), LETTER);
  for (const word of FOREIGN_WORDS.split('|')) {
    const { anchor, kind, units } = beginningOf(word);
    mark(anchor, kind);
    const [one = 0, two = 0, three = 0] = units;
    const hash = hashOf(one, two, three);
    hashes[hash >> 3] = (hashes[hash >> 3] ?? 0) | (1 << (hash & 7));
  }
  return { pageOf, pages, hashes };
}

interface Beginning {
  readonly anchor: number;
  readonly kind: number;
  readonly units: readonly number[];
}

/** Three units in a row around the first one beyond Latin-1, or two. Between words there may be a blank, or none. */
function beginningOf(word: string): Beginning {
  const part = word.split('[ _-]?').find((it) => /[^\0-\xff]/.test(it)) ?? word;
  const at = part.search(/[^\0-\xff]/);
  const units = [...part].map((unit) => unit.charCodeAt(0));
  const anchor = units[at] ?? 0;
  if (at + 2 < units.length) return { anchor, kind: FIRST, units: units.slice(at, at + 3) };
  if (at > 0 && at + 1 < units.length) return { anchor, kind: SECOND, units: units.slice(at - 1, at + 2) };
  if (at > 1) return { anchor, kind: THIRD, units: units.slice(at - 2, at + 1) };
  if (at + 1 < units.length) return { anchor, kind: OF_TWO, units: units.slice(at, at + 2) };
  return { anchor, kind: ALONE, units: [] };
}

function hashOf(one: number, two: number, three: number): number {
  const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca77) ^ Math.imul(three, 0xc2b2ae3d);
  return mixed >>> (32 - HASH_BITS);
}
