/** Where a token may begin and end in a run of characters: escapes, marks and punctuation around it are not its own. */
import { afterEscape, EQUALS } from './character.js';

export interface RunStart {
  /** After an escape that the run begins with. */
  readonly clean: number;
  /** Where a token may begin as well: after what may be an escape, or a mark. */
  readonly second: number;
}

/** `=3D` of mails. The same may be the beginning of a value. */
const QUOTED_PRINTABLE = /^(?:0[9AD]|2[027C]|3[AD])/;
const UNDERSCORE = 95;

export function startOf(text: string, start: number): RunStart {
  const isQuoted = text.charCodeAt(start - 1) === EQUALS && QUOTED_PRINTABLE.test(text.slice(start, start + 2));
  const clean = afterEscape(text, start);
  let second = isQuoted ? start + 2 : clean;
  // Emphasis in Markdown.
  while (text.charCodeAt(second) === UNDERSCORE) second += 1;
  return { clean, second };
}

/** A dot at the end belongs to the sentence. */
export function withoutDots(text: string, end: number): number {
  let last = end;
  while (text[last - 1] === '.') last -= 1;
  return last;
}

/** Emphasis, dashes and dots at both ends, which are also in the characters of tokens. */
export function withoutMarks(run: string): string {
  let start = 0;
  let end = run.length;
  while (start < end && isMark(run[start])) start += 1;
  while (end > start && isMark(run[end - 1])) end -= 1;
  return run.slice(start, end);
}

function isMark(character: string | undefined): boolean {
  return character === '_' || character === '-' || character === '.' || character === '~';
}
