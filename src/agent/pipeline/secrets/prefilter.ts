/**
 * The cheap question that every text is asked: might there be a secret in it? A search for the seeds of all patterns
 * names the finders that are worth asking; the answer is then the finder's own.
 */
import { PROCESS_DIED } from '../../../sudden-death.js';
import { copyText, notationsIn, SPELLINGS } from './character-class.js';
import type { Finder } from './finder.js';
import { hasHiddenSpelling } from './plain-spelling.js';
import { createSeedSearch, type SeedSearch, seedsOf } from './seeds.js';

export interface Suspicion {
  /** Whether `text` might hold a secret. */
  ofText(text: string): boolean;
  /** The same for a short text that has been copied to `bytes` at `start`, with the classes `seen`. */
  ofSeen(text: string, seen: number, bytes: Uint8Array, start: number): boolean;
  /** The same for a text that will be cut. */
  ofWindow(text: string): boolean;
}

/** Longer texts are read in parts of this size: the writer cuts them at about this size anyway. */
const SCRATCH_BYTES = 65_536;
/** Up to this length the classes of the characters are asked first. */
const SHORT_CHARS = 64;
const ALL_NOTATIONS = 255;
const UNKNOWN = -1;

interface Scratch {
  readonly buffer: Buffer;
  /** The same memory. A Buffer is another class to the engine, and searching both would be slower. */
  readonly bytes: Uint8Array;
}

function scratchOf(size: number): Scratch {
  const buffer = Buffer.allocUnsafeSlow(size);
  return { buffer, bytes: new Uint8Array(buffer.buffer) };
}

export function createPrefilter(finders: readonly Finder[]): Suspicion {
  const seeded = finders.filter(({ patterns }) => patterns !== undefined);
  const unseeded = finders.filter(({ patterns }) => patterns === undefined);
  /** Made with the first text that asks: its tables are the dearest part of a start (#14). */
  let search: SeedSearch | undefined;
  const createSearch = () => createSeedSearch(seeded.map(({ patterns = [] }) => patterns.flatMap(seedsOf)));
  const all = 2 ** seeded.length - 1;
  const own = finders.reduce((bits, { notation }) => bits | notation, SPELLINGS);
  let scratch: Scratch | undefined;
  const short = new Uint8Array(SHORT_CHARS);

  const asks = (text: string, bytes: Uint8Array, start: number, without: number) => {
    search ??= createSearch();
    const groups = search(bytes, start, start + text.length, without);
    for (let at = 0; groups >> at !== 0; at += 1) {
      const finder = seeded[at];
      if (finder !== undefined && (groups & (1 << at)) !== 0 && finder.next(text, 0) >= 0) return true;
    }
    return false;
  };

  const ofLongText = (text: string): boolean => {
    scratch ??= scratchOf(SCRATCH_BYTES);
    const { buffer, bytes } = text.length <= SCRATCH_BYTES ? scratch : scratchOf(text.length);
    buffer.write(text, 'latin1');
    return (
      unseeded.some((finder) => isIn(finder, text, bytes, 0)) || asks(text, bytes, 0, 0) || hasHiddenSpelling(text)
    );
  };

  /** For each set of notations that has come up, the groups of seeds that are not worth searching for. */
  const withoutBy = new Int32Array(ALL_NOTATIONS + 1).fill(UNKNOWN);
  const findWithout = (notations: number) => {
    const without = seeded.reduce(
      (bits, { notation }, at) => ((notation & notations) === 0 ? bits | (1 << at) : bits),
      0,
    );
    withoutBy[notations] = without;
    return without;
  };
  const ofSeen: Suspicion['ofSeen'] = (text, seen, bytes, start) => {
    const notations = notationsIn(seen, text.length);
    if ((notations & own) === 0) return false;
    for (let at = 0; at < unseeded.length; at += 1) {
      const finder = unseeded[at];
      if (finder && (finder.notation & notations) !== 0 && isIn(finder, text, bytes, start)) return true;
    }
    const known = withoutBy[notations] ?? UNKNOWN;
    const without = known === UNKNOWN ? findWithout(notations) : known;
    if (without !== all && asks(text, bytes, start, without)) return true;
    return (notations & SPELLINGS) !== 0 && hasHiddenSpelling(text);
  };

  // The classes answer for nearly all names of properties, and our own text needs no search: a start does without it (#14).
  const ofText = (text: string): boolean => {
    if (text.length > SHORT_CHARS) return text !== PROCESS_DIED && ofLongText(text);
    return ofSeen(text, copyText(short, 0, text), short, 0);
  };

  return { ofText, ofWindow: ofText, ofSeen };
}

function isIn(finder: Finder, text: string, bytes: Uint8Array, start: number): boolean {
  return finder.isIn?.(text, bytes, start, start + text.length) ?? finder.next(text, 0) >= 0;
}
