/** Texts as bytes, with the fastest search that this machine has for each. */
import type { TextMemory } from '../../vector/text-memory.js';
import { hasHiddenSpelling } from '../plain-spelling.js';
import { createByteSearch, type SearchableText } from './byte-search.js';
import { createSeedMatch } from './seed-match.js';
import { SEED_TABLES } from './seed-tables.js';
import { createVectorSearch } from './vector-search.js';

export interface Searches {
  /** A text of any length. */
  ofLong(text: string): SearchableText;
  /** A text of up to 64 characters that is in `bytes` already. */
  ofShort(bytes: Uint8Array, start: number, end: number): SearchableText;
  /** The same without a copy, for the search for runs: it skips most characters of short texts. */
  inPlace(bytes: Uint8Array, start: number, end: number): SearchableText;
  /** Whether characters of a long text spell others: as `hasHiddenSpelling`, but faster. */
  hasSpelling(text: string): boolean;
  /** The groups, as bits, that have a seed in `text`. */
  groupsIn(text: SearchableText): number;
}

export function createSearches(memoryOf: () => TextMemory): Searches {
  const vector = createVectorSearch(SEED_TABLES, memoryOf);
  const plain = createByteSearch(() => createSeedMatch(SEED_TABLES));
  const placed: SearchableText = { search: plain, bytes: new Uint8Array(), start: 1, end: 1 };

  const inPlace: Searches['inPlace'] = (bytes, start, end) => {
    placed.bytes = bytes;
    placed.start = start;
    placed.end = end;
    return placed;
  };
  const ofLongest = (text: string) => {
    const buffer = Buffer.allocUnsafe(1 + text.length);
    return inPlace(buffer, 1, 1 + buffer.write(text, 1, 'latin1'));
  };
  return {
    ofLong: (text) => vector?.ofLong(text) ?? ofLongest(text),
    ofShort: vector?.ofShort ?? inPlace,
    inPlace,
    hasSpelling: (text) => vector?.hasSpelling(text) ?? hasHiddenSpelling(text),
    groupsIn: ({ search, bytes, start, end }) => search.groupsIn(bytes, start, end),
  };
}
