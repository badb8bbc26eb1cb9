/** Which seeds stand at a place of a text: the exact answer to what a byte search takes for one. */
import { CLASS, folded, type SeedTables, SLOTS, slotOf } from './seed-format.js';

export interface SeedMatch {
  /** For each slot of seed-format.ts, whether a seed has it. */
  readonly isTaken: Uint8Array;
  /** The groups, as bits, of the seeds whose window begins at `at` in the text from `start` to `end`. */
  groupsAt(bytes: Uint8Array, at: number, start: number, end: number): number;
}

export function createSeedMatch({ seeds, classBits, slots }: SeedTables): SeedMatch {
  const isTaken = new Uint8Array(SLOTS);
  /** Where the pairs of a slot begin. */
  const firstOf = new Uint16Array(SLOTS);
  for (let pair = slots.length - 2; pair >= 0; pair -= 2) {
    isTaken[slots[pair] ?? 0] = 1;
    firstOf[slots[pair] ?? 0] = pair;
  }

  /** Beyond the text there are characters of the code 0. */
  const codeAt = (bytes: Uint8Array, at: number, start: number, end: number) => {
    const code = at < start || at >= end ? 0 : (bytes[at] ?? 0);
    return code > 127 ? 0 : code;
  };

  const isAt = (elements: string, bytes: Uint8Array, first: number, start: number, end: number) => {
    for (let index = 0; index < elements.length; index += 1) {
      const element = elements.charCodeAt(index);
      const code = codeAt(bytes, first + index, start, end);
      const isIn = element < CLASS ? folded(code) === element : ((classBits[code] ?? 0) >> (element - CLASS)) & 1;
      if (!isIn) return false;
    }
    return true;
  };

  return {
    isTaken,
    groupsAt(bytes, at, start, end) {
      const two = folded(codeAt(bytes, at + 1, start, end));
      const three = folded(codeAt(bytes, at + 2, start, end));
      const slot = slotOf(two | (three << 8) | (folded(codeAt(bytes, at + 3, start, end)) << 16));
      let found = 0;
      if (isTaken[slot] === 0) return found;
      for (let pair = firstOf[slot] ?? 0; slots[pair] === slot; pair += 2) {
        const seed = seeds[slots[pair + 1] ?? 0];
        if (seed === undefined) continue;
        const [group, before, elements] = seed;
        if (isAt(elements, bytes, at - before, start, end)) found |= 1 << group;
      }
      return found;
    },
  };
}
