/** The byte search at 16 bytes at a time, in WebAssembly (byte-search.wat). */
import { withProgram } from '../../vector/program.js';
import { LATIN_AT, type TextMemory, WIDE_AT } from '../../vector/text-memory.js';
import { isRun } from '../character.js';
import { hasLatinSpelling, hasWideSpellingAt } from '../plain-spelling.js';
import type { ByteSearch, SearchableText } from './byte-search.js';
import { MAX_PAIRS, MAX_SEEDS, type SeedTables, SLOTS } from './seed-format.js';
import { spellingClasses } from './spelling-classes.js';
import { VECTOR_PROGRAM } from './vector-program.js';

export interface VectorSearch {
  /** A copy of `text` to search; undefined when there is no room for it. */
  ofLong(text: string): SearchableText | undefined;
  /** A copy of the text of at most 64 characters that is in `bytes` from `start` to `end`. */
  ofShort(bytes: Uint8Array, start: number, end: number): SearchableText;
  /**
   * As `hasHiddenSpelling` of plain-spelling.ts. Undefined when there is no room for the text, when there are too many
   * places to look at, and when the text is Latin-1, in which the engine's own search is faster.
   */
  hasSpelling(text: string): boolean | undefined;
}

/** Must agree with byte-search.wat. */
const RUN_CODES_AT = 128;
const CLASSES_AT = 256;
const SHORT_AT = 2048;
const FIRST_OF_AT = 4096;
const PAIRS_AT = FIRST_OF_AT + 2 * SLOTS;
const SEED_BYTES = 16;
const SEEDS_AT = PAIRS_AT + 2 * MAX_PAIRS;
const HASHES_AT = SEEDS_AT + SEED_BYTES * MAX_SEEDS;
const PAGE_OF_AT = HASHES_AT + 1024;
const PAGES_AT = PAGE_OF_AT + 256;
const LAST_OF_SLOT = 0x8000;
/** With more places to look at than one in 64 characters and these, or than so many, the whole text is read faster. */
const FEW_PLACES = 4;
const MAX_PLACES = 64;

type Search = (at: number, end: number) => number;

interface Program {
  readonly groupsIn: Search;
  readonly runAt: Search;
  readonly wideAt: Search;
  /** The low bytes of the text in UTF-16 that ends at `end`, where the others are. */
  readonly narrow: (end: number) => number;
  /** Of the text that was narrowed last. */
  readonly hasSign: () => number;
}

/**
 * Undefined where there is no WebAssembly (`--jitless`), its vectors are missing (processors before 2008), or its
 * memory is refused.
 */
export function createVectorSearch(tables: SeedTables, memoryOf: () => TextMemory): VectorSearch | undefined {
  return withProgram(VECTOR_PROGRAM, memoryOf, (program: Program, memory) => {
    const { bytes } = memory;
    bytes.set(tables.nibbles);
    writeRunCodes(bytes);
    writeSeeds(bytes, tables);
    return textsIn(memory, program);
  });
}

/** The high half of a character has a bit of its own here, so the answer is exact. */
function writeRunCodes(bytes: Uint8Array): void {
  for (let code = 0; code < 128; code += 1) {
    if (!isRun(code)) continue;
    const low = RUN_CODES_AT + (code & 15);
    const high = RUN_CODES_AT + 16 + (code >> 4);
    bytes[high] = 1 << (code >> 4);
    bytes[low] = (bytes[low] ?? 0) | (1 << (code >> 4));
  }
}

function writeSeeds({ buffer }: Uint8Array, { classBits, slots, seeds }: SeedTables): void {
  const memory = new DataView(buffer);
  for (const [code, bits] of classBits.entries()) memory.setInt32(CLASSES_AT + 4 * code, bits, true);
  // From the last, so that the first seed of a slot is the one that stays in the table.
  for (let pair = slots.length / 2 - 1; pair >= 0; pair -= 1) {
    const [slot = 0, seed = 0, nextSlot] = slots.slice(2 * pair, 2 * pair + 3);
    memory.setUint16(PAIRS_AT + 2 * pair, nextSlot === slot ? seed : seed | LAST_OF_SLOT, true);
    memory.setUint16(FIRST_OF_AT + 2 * slot, pair + 1, true);
  }
  for (const [index, [group, before, elements]] of seeds.entries()) {
    const codes = [...elements].map((element) => element.charCodeAt(0));
    new Uint8Array(buffer).set([group, before, codes.length, ...codes], SEEDS_AT + SEED_BYTES * index);
  }
}

function writeClasses(bytes: Uint8Array): void {
  const { hashes, pageOf, pages } = spellingClasses();
  bytes.set(hashes, HASHES_AT);
  bytes.set(pageOf, PAGE_OF_AT);
  for (const [index, page] of pages.entries()) bytes.set(page, PAGES_AT + 256 * index);
}

function textsIn(memory: TextMemory, { groupsIn, runAt, hasSign, wideAt, narrow }: Program): VectorSearch {
  const { bytes } = memory;
  const search: ByteSearch = {
    groupsIn: (_, start, end) => groupsIn(start, end),
    runAt: (_, at, end) => runAt(at, end),
  };
  const long: SearchableText = { search, bytes, start: LATIN_AT, end: LATIN_AT };
  const short: SearchableText = { search, bytes, start: SHORT_AT, end: SHORT_AT };
  let narrowEnd = LATIN_AT;
  let hasClasses = false;

  /** The text in UTF-16 that was copied last is searched for signs while it is narrowed. */
  function narrowed(): number {
    if (!memory.isNarrowed) narrowEnd = narrow(memory.end);
    memory.isNarrowed = true;
    return narrowEnd;
  }

  return {
    ofLong(text) {
      const form = memory.copy(text);
      if (form === undefined) return undefined;
      long.end = form === 'latin' ? memory.end : narrowed();
      return long;
    },
    hasSpelling(text) {
      if (memory.copy(text) !== 'wide') return undefined;
      if (!hasClasses) writeClasses(bytes);
      hasClasses = true;
      narrowed();
      const { end } = memory;
      if (hasSign() === 1 && hasLatinSpelling(text)) return true;
      let at = wideAt(WIDE_AT, end);
      const limit = Math.min(FEW_PLACES + (text.length >> 6), MAX_PLACES);
      for (let places = 0; places < limit; places += 1) {
        if (at < 0) return false;
        if (hasWideSpellingAt(text, (at - WIDE_AT) / 2)) return true;
        at = wideAt(at + 2, end);
      }
      return undefined;
    },
    ofShort(from, start, end) {
      // Four at a time, so up to three bytes too many.
      const to = SHORT_AT + end - start;
      for (let at = start, out = SHORT_AT; at < end; at += 4, out += 4) {
        bytes[out] = from[at] ?? 0;
        bytes[out + 1] = from[at + 1] ?? 0;
        bytes[out + 2] = from[at + 2] ?? 0;
        bytes[out + 3] = from[at + 3] ?? 0;
      }
      // A loop is faster than a call for so few bytes.
      for (let at = to; at < to + 4 || at < short.end; at += 1) bytes[at] = 0;
      short.end = to;
      return short;
    },
  };
}
