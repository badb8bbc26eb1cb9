/**
 * Searches bytes for the places at which a secret may stand, so that all other characters of a text are read once, and
 * quickly: the windows of seeds (compile-seeds.ts), and long runs of the characters that tokens are made of.
 */
import { isRun, MIN_RUN } from '../character.js';
import { folded, slotOf } from './seed-format.js';

export interface ByteSearch {
  /**
   * The next place from `at` on at which a window may begin, or -1. The first may be one before the text, because the
   * first character of a window may be any. Bytes before `at` are not read.
   */
  windowAt(bytes: Uint8Array, at: number, end: number): number;
  /** Where the next run of at least `MIN_RUN` characters begins, or -1. `at` is not in the middle of one. */
  runAt(bytes: Uint8Array, at: number, end: number): number;
}

/**
 * A text as Latin-1 from `start` to `end` of `bytes`, and how to search it. There is a byte before it. Valid until the
 * next text: the object is reused.
 */
export interface SearchableText {
  search: ByteSearch;
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** For short texts, and where WebAssembly is not to be had. `isTaken`: see `SeedMatch`. */
export function createByteSearch(isTaken: Uint8Array): ByteSearch {
  return {
    windowAt(bytes, at, end) {
      if (at + 4 > end) return -1;
      let triple = (folded(bytes[at + 1] ?? 0) << 8) | (folded(bytes[at + 2] ?? 0) << 16);
      for (let last = at + 3; last < end; last += 1) {
        triple = (triple >>> 8) | (folded(bytes[last] ?? 0) << 16);
        if (isTaken[slotOf(triple)] === 1) return last - 3;
      }
      return -1;
    },
    runAt: plainRunAt,
  };
}

const isRunCode = new Uint8Array(256).map((_, code) => Number(isRun(code)));

function plainRunAt(bytes: Uint8Array, from: number, end: number): number {
  let start = from;
  while (start + MIN_RUN <= end) {
    let at = start + MIN_RUN - 1;
    while (at >= start && isRunCode[bytes[at] ?? 0] === 1) at -= 1;
    if (at < start) return start;
    start = at + 1;
  }
  return -1;
}
