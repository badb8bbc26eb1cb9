/**
 * Secrets that stand beside their name, in any notation: JSON (also in a string, also cut off), printed objects, source
 * code, settings files, environments, command lines, headers, query strings, XML, tables and sentences.
 */
import { readColumn } from './beside/column.js';
import { readElement } from './beside/element.js';
import { readInsert } from './beside/insert.js';
import { readLinked } from './beside/linked.js';
import type { Beside, ReadBeside } from './beside/named-secret.js';
import { readNearby } from './beside/nearby.js';
import { readScheme } from './beside/scheme.js';
import { readSeparated } from './beside/separated.js';
import { readWords } from './beside/words.js';
import { isAfterName, isName } from './character.js';
import type { Finder } from './finder.js';
import { inTwoWords, type NamePlace, nameAround, nameEnd } from './name-place.js';
import { ANY_NAMES, NAMES } from './notations.js';
import type { KeyClassifier, Stem } from './sensitivity.js';
import type { Spans } from './spans.js';

/** Tried in this order; the first that finds a secret decides. */
const READERS: readonly ReadBeside[] = [
  readElement,
  readLinked,
  readSeparated,
  readColumn,
  readInsert,
  readWords,
  readNearby,
];

/** For names with many innocent uses. */
const NEAR: readonly ReadBeside[] = [readElement, readLinked, readSeparated];

/** `stem` is global, and finds every name that `classify` does not call plain, among others. */
export function createNamedFinder({ pattern: stem, group }: Stem, classify: KeyClassifier): Finder {
  return {
    ...(group === undefined ? { notation: ANY_NAMES } : { group, notation: NAMES }),
    next(text, from) {
      stem.lastIndex = from;
      return stem.exec(text)?.index ?? -1;
    },
    read(text, at, found) {
      const scheme = isSchemeStart(text.charCodeAt(at)) ? readScheme(text, at, found) : -1;
      if (scheme >= 0) return scheme;
      const place = nameAround(text, nameIndex(text, at));
      if (place === undefined) return nameEnd(text, at + 1);
      const end = readBeside(text, inTwoWords(text, place), classify, found);
      return Math.max(place.end, end >= 0 ? end : readBeside(text, place, classify, found));
    },
  };
}

/** `b` and `B`, of `Bearer` and `Basic`. */
function isSchemeStart(code: number): boolean {
  return code === 98 || code === 66;
}

function readBeside(text: string, place: NamePlace | undefined, classify: KeyClassifier, found: Spans): number {
  if (place === undefined) return -1;
  const kind = classify(place.name);
  if (kind === 'plain') return -1;
  if (!isAfterName(text.charCodeAt(place.end)) && place.end < text.length) return -1;
  const readers = isPath(text, place) ? AFTER_PATH : kind === 'opaque' ? NEAR : READERS;
  const beside: Beside = { text, place, kind, found, classify };
  for (const read of readers) {
    const end = read(beside);
    if (end >= 0) return end;
  }
  return -1;
}

/** `{"path": "/db/password", "value": "…"}`. */
const AFTER_PATH: readonly ReadBeside[] = [readLinked, readNearby];

/** `"./secret": {…}`: the last part of a path, in quotes. */
function isPath(text: string, { start, end }: NamePlace): boolean {
  return text[start - 1] === '/' && /["'`]/.test(text[end] ?? '');
}

/** The stem of names in `key` begins up to four characters before it; that of short names, with what is before them. */
function nameIndex(text: string, at: number): number {
  if (!isName(text.charCodeAt(at))) return at + 1;
  const key = text
    .slice(at, at + 8)
    .toLowerCase()
    .indexOf('key');
  return key > 0 && /^[a-z0-9][^a-z0-9]{0,3}$/i.test(text.slice(at, at + key)) ? at + key : at;
}
