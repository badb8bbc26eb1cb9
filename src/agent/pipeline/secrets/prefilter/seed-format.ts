/** What is compiled of the finders' patterns, and the hash by which seeds are found: shared by compiler and searches. */

export interface SeedTables {
  /** The number of the seed's group in `SEED_GROUPS`, the characters before its window, and its own: see `CLASS`. */
  readonly seeds: ReadonlyArray<readonly [group: number, before: number, elements: string]>;
  /** For each code, the classes that it is in, as bits. */
  readonly classBits: readonly number[];
  /** Pairs of a slot and a seed, ordered by slot: the seeds whose window has this hash. */
  readonly slots: readonly number[];
  /** For the four places of a window: 16 bytes by the low half of a code, 16 by its high half; a bit per bucket. */
  readonly nibbles: readonly number[];
}

/** An element is a character in lower case or, from here on, the number of a class. */
export const CLASS = 128;

/** A window is found by the hash of its last three characters. byte-search.wat has a copy of it, which must agree. */
export const SLOTS = 16_384;
/** What byte-search.wat has room for: pairs of a slot and a seed, seeds, and elements of one seed. */
export const MAX_PAIRS = 2048;
export const MAX_SEEDS = 512;
export const MAX_ELEMENTS = 13;
const MULTIPLIER = 0x9e3779b1;
const SHIFT = 18;
const LOWER = 32;

/** In lower case, bytes beyond ASCII as the code 0. Other characters may become equal too: a hit must be checked. */
export function folded(code: number): number {
  return code > 127 ? LOWER : code | LOWER;
}

/** `triple`: three folded codes, the first in the lowest byte. */
export function slotOf(triple: number): number {
  return Math.imul(triple, MULTIPLIER) >>> SHIFT;
}
