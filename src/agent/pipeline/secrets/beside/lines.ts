/** The lines of one text, found as they are asked for in their order: each line break is looked for once. */
import type { Spans } from '../spans.js';

/** Real and escaped breaks. */
const BREAK = /\r?\n|(?<slashes>\\{1,64})n|\\{1,64}r\\{1,64}n/g;

export interface Line {
  readonly start: number;
  readonly end: number;
  /** Where the next line begins; -1 for the last. */
  readonly next: number;
  /** Backslashes of the break at its end. */
  readonly escapes: number;
}

const MAX_TRIES = 2;

export class Lines {
  #triedEnd = -1;
  #tries = 0;
  #line: Line = { start: 0, end: -1, next: 0, escapes: 0 };

  /** Whether `line` may still be tried as the header of a table: it is long, and there may be many names in it. */
  mayTry({ end }: Line): boolean {
    this.#tries = end === this.#triedEnd ? this.#tries + 1 : 1;
    this.#triedEnd = end;
    return this.#tries <= MAX_TRIES;
  }

  /** The line around `at`. */
  around(text: string, at: number): Line {
    if (at < this.#line.start) this.#line = { start: 0, end: -1, next: 0, escapes: 0 };
    while (at > this.#line.end && this.#line.next >= 0) this.#line = lineFrom(text, this.#line.next);
    return this.#line;
  }
}

export function lineFrom(text: string, start: number): Line {
  BREAK.lastIndex = start;
  const match = BREAK.exec(text);
  if (match === null) return { start, end: text.length, next: -1, escapes: 0 };
  const escapes = match[0].startsWith('\\') ? match[0].indexOf('n') - Math.max(0, match[0].lastIndexOf('r') + 1) : 0;
  return { start, end: match.index, next: BREAK.lastIndex, escapes };
}

const lines = new WeakMap<Spans, Lines>();

/** Of the text in which `found` is collected. */
export function linesOf(found: Spans): Lines {
  const known = lines.get(found) ?? new Lines();
  lines.set(found, known);
  return known;
}
