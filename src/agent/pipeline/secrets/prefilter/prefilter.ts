/**
 * The cheap question that every text is asked: might there be a secret in it? A search for the seeds of all finders
 * names those that are worth asking; the answer is then the finder's own.
 */

import type { TextMemory } from '../../vector/text-memory.js';
import { type Finder, SEED_GROUPS } from '../finder.js';
import { SPELLINGS } from '../notations.js';
import { hasHiddenSpelling } from '../plain-spelling.js';
import type { SearchableText } from './byte-search.js';
import { createSearches } from './searches.js';

export interface Prefilter {
  /** Whether `text`, of more than 64 characters, might hold a secret. */
  ofLong(text: string): boolean;
  /** The same for a short text in `notations`, which is in `bytes` at `start`, after another byte. */
  ofShort(text: string, notations: number, bytes: Uint8Array, start: number): boolean;
}

const ALL_NOTATIONS = 255;
const UNKNOWN = -1;

export function createPrefilter(finders: readonly Finder[], memoryOf: () => TextMemory): Prefilter {
  const seeded = SEED_GROUPS.map((group) => finders.find((finder) => finder.group === group));
  const unseeded = finders.filter(({ group }) => group === undefined);
  const all = 2 ** seeded.length - 1;
  const { ofLong: searchableOf, ofShort: shortOf, inPlace, groupsIn, hasSpelling } = createSearches(memoryOf);

  /** `groups`, as bits, have a seed in the text. */
  const isFound = (text: string, groups: number) => {
    for (let group = 0; groups >> group !== 0; group += 1) {
      if ((groups & (1 << group)) !== 0 && (seeded[group]?.next(text, 0) ?? -1) >= 0) return true;
    }
    return false;
  };

  const ofLong: Prefilter['ofLong'] = (text) => {
    const searchable = searchableOf(text);
    return (
      unseeded.some((finder) => isIn(finder, text, searchable)) ||
      isFound(text, groupsIn(searchable)) ||
      hasSpelling(text)
    );
  };

  /** For each set of notations that has come up, the groups that are worth asking. */
  const groupsBy = new Int32Array(ALL_NOTATIONS + 1).fill(UNKNOWN);
  const findGroups = (notations: number) => {
    const without = (finder: Finder | undefined) => ((finder?.notation ?? 0) & notations) === 0;
    const groups = seeded.reduce((bits, finder, group) => (without(finder) ? bits & ~(1 << group) : bits), all);
    groupsBy[notations] = groups;
    return groups;
  };
  const ofShort: Prefilter['ofShort'] = (text, notations, bytes, start) => {
    const end = start + text.length;
    for (let at = 0; at < unseeded.length; at += 1) {
      const finder = unseeded[at];
      if (finder && (finder.notation & notations) !== 0 && isIn(finder, text, inPlace(bytes, start, end))) return true;
    }
    const known = groupsBy[notations] ?? UNKNOWN;
    const groups = known === UNKNOWN ? findGroups(notations) : known;
    if (groups !== 0 && isFound(text, groups & groupsIn(shortOf(bytes, start, end)))) return true;
    return (notations & SPELLINGS) !== 0 && hasHiddenSpelling(text);
  };

  return { ofLong, ofShort };
}

function isIn(finder: Finder, text: string, searchable: SearchableText): boolean {
  return finder.isIn?.(text, searchable) ?? finder.next(text, 0) >= 0;
}
