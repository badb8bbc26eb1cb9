/**
 * The cheap question that every text is asked: might there be a secret in it? A search for the seeds of all finders
 * names those that are worth asking; the answer is then the finder's own.
 */
import { PROCESS_DIED } from '../../../../sudden-death.js';
import { ANY_NAMES, copyText, isPlainWord, notationsIn, SPELLINGS } from '../character-class.js';
import { type Finder, SEED_GROUPS } from '../finder.js';
import { hasHiddenSpelling } from '../plain-spelling.js';
import type { SearchableText } from './byte-search.js';
import { createSearches, type Searches } from './searches.js';

export interface Suspicion {
  /** Whether `text` might hold a secret. */
  ofText(text: string): boolean;
  /** The same for a short text that has been copied to `bytes` at `start`, after another byte, with the classes `seen`. */
  ofSeen(text: string, seen: number, bytes: Uint8Array, start: number): boolean;
  /** The same for a text that will be cut. */
  ofWindow(text: string): boolean;
}

/** Up to this length the classes of the characters are asked first. */
const SHORT_CHARS = 64;
const ALL_NOTATIONS = 255;
const UNKNOWN = -1;

export function createPrefilter(finders: readonly Finder[]): Suspicion {
  const seeded = SEED_GROUPS.map((group) => finders.find((finder) => finder.group === group));
  const unseeded = finders.filter(({ group }) => group === undefined);
  const all = 2 ** seeded.length - 1;
  const own = finders.reduce((bits, { notation }) => bits | notation, SPELLINGS);
  const hasOwnNames = (own & ANY_NAMES) !== 0;
  /** Made when the first text needs them, as many processes end before (#14). */
  let made: Searches | undefined;
  const searches = () => {
    made ??= createSearches();
    return made;
  };
  /** With a byte before the text, as the searches want it. */
  const short = new Uint8Array(1 + SHORT_CHARS);

  /** `groups`, as bits, have a seed in the text. */
  const isFound = (text: string, groups: number) => {
    for (let group = 0; groups >> group !== 0; group += 1) {
      if ((groups & (1 << group)) !== 0 && (seeded[group]?.next(text, 0) ?? -1) >= 0) return true;
    }
    return false;
  };

  const ofLongText = (text: string): boolean => {
    const { ofLong, groupsIn, hasSpelling } = searches();
    const searchable = ofLong(text);
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
  const ofNotations = (text: string, notations: number, bytes: Uint8Array, start: number): boolean => {
    const { inPlace, ofShort, groupsIn } = searches();
    const end = start + text.length;
    for (let at = 0; at < unseeded.length; at += 1) {
      const finder = unseeded[at];
      if (finder && (finder.notation & notations) !== 0 && isIn(finder, text, inPlace(bytes, start, end))) return true;
    }
    const known = groupsBy[notations] ?? UNKNOWN;
    const groups = known === UNKNOWN ? findGroups(notations) : known;
    if (groups !== 0 && isFound(text, groups & groupsIn(ofShort(bytes, start, end)))) return true;
    return (notations & SPELLINGS) !== 0 && hasHiddenSpelling(text);
  };
  const ofSeen: Suspicion['ofSeen'] = (text, seen, bytes, start) => {
    if (isPlainWord(seen, text.length) && !hasOwnNames) return false;
    const notations = notationsIn(seen, text.length) & own;
    return notations !== 0 && ofNotations(text, notations, bytes, start);
  };

  // The classes answer for nearly all names of properties, and our own text needs no search: a start does without it (#14).
  const ofText = (text: string): boolean => {
    if (text.length > SHORT_CHARS) return text !== PROCESS_DIED && ofLongText(text);
    return ofSeen(text, copyText(short, 1, text), short, 1);
  };

  return { ofText, ofWindow: ofText, ofSeen };
}

function isIn(finder: Finder, text: string, searchable: SearchableText): boolean {
  return finder.isIn?.(text, searchable) ?? finder.next(text, 0) >= 0;
}
