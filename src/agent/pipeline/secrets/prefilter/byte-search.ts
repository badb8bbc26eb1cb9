/**
 * Searches bytes for the places at which a secret may stand, so that all other characters of a text are read once, and
 * quickly: the seeds of compile-seeds.ts, and long runs of the characters that tokens are made of.
 */
import { isRun, MIN_RUN } from '../character.js';
import { folded, slotOf } from './seed-format.js';
import type { SeedMatch } from './seed-match.js';

export interface ByteSearch {
  /** The groups, as bits, that have a seed in the text from `start` to `end`. There is a byte before it. */
  groupsIn(bytes: Uint8Array, start: number, end: number): number;
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

/** For texts that are not copied, and where WebAssembly is not to be had. The seeds are prepared when they are needed. */
export function createByteSearch(prepareSeeds: () => SeedMatch): ByteSearch {
  let prepared: SeedMatch | undefined;

  /** The next place from `at` on at which a window may begin, or -1. Bytes before `at` are not read. */
  function windowAt({ isTaken }: SeedMatch, bytes: Uint8Array, at: number, end: number): number {
    if (at + 4 > end) return -1;
    let triple = (folded(bytes[at + 1] ?? 0) << 8) | (folded(bytes[at + 2] ?? 0) << 16);
    for (let last = at + 3; last < end; last += 1) {
      triple = (triple >>> 8) | (folded(bytes[last] ?? 0) << 16);
      if (isTaken[slotOf(triple)] === 1) return last - 3;
    }
    return -1;
  }

  return {
    groupsIn(bytes, start, end) {
      prepared ??= prepareSeeds();
      let groups = 0;
      // The first character of a window may be any, so the first window may begin one before the text.
      for (let at = windowAt(prepared, bytes, start - 1, end); at >= 0; at = windowAt(prepared, bytes, at + 1, end)) {
        groups |= prepared.groupsAt(bytes, at, start, end);
      }
      return groups;
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
