/** A name in a text: where it stands, and what stands before it. */
import { afterEscape, isJoint, isName } from './character.js';

export interface NamePlace {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Longer names are left alone. */
const MAX_NAME = 128;

/** The name around `at`, or undefined when it is too long to be one. */
export function nameAround(text: string, at: number): NamePlace | undefined {
  let start = at;
  while (start > 0 && at - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start -= 1;
  start = afterEscape(text, start);
  let end = at;
  while (end - start <= MAX_NAME && isName(text.charCodeAt(end))) end += 1;
  if (end - start > MAX_NAME) return undefined;
  while (end > start && isJoint(text.charCodeAt(end - 1))) end -= 1;
  while (start < end && isJoint(text.charCodeAt(start))) start += 1;
  return { start, end, name: text.slice(start, end) };
}

/** Where the characters of names end: what is in a name that is too long is not looked for in it again. */
export function nameEnd(text: string, from: number): number {
  let end = from;
  while (isName(text.charCodeAt(end))) end += 1;
  return end;
}

const BLANK = 32;
const TAB = 9;
const MAX_SECOND = 5;
/** Of names in two words, the second; and the first, before a blank. */
const SECOND_WORD = /^(?:keys?|codes?)$/i;
const WORD_BEFORE = /[A-Za-z-]{2,24}[ \t]{1,3}$/;
const WORD_AFTER = /[ \t](?:(?:keys?|codes?|string|phrase|token)\b|de passe|d['’]acc[eè]s)/iy;

/** The same name with the words around it that belong to it: `API KEY`, `verification code`. */
export function inTwoWords(text: string, { start, end, name }: NamePlace): NamePlace | undefined {
  const code = text.charCodeAt(end);
  const isBeforeBlank = code === BLANK || code === TAB;
  if (name.length <= MAX_SECOND && SECOND_WORD.test(name)) {
    const before = WORD_BEFORE.exec(text.slice(Math.max(0, start - 28), start));
    if (before === null) return undefined;
    return { start: start - before[0].length, end, name: before[0] + name };
  }
  if (!isBeforeBlank) return undefined;
  WORD_AFTER.lastIndex = end;
  const after = WORD_AFTER.exec(text);
  return after === null ? undefined : { start, end: end + after[0].length, name: name + after[0] };
}

/** The quote that closes the text in which a name stands; `level` is the number of backslashes before it. */
export interface Enclosure {
  readonly quote: string;
  readonly level: number;
}

/**
 * What a name begins: a line, a parameter of a query, an option of a command, a quoted text, or none of these. For a
 * line and a quoted text, the quote that ends it.
 */
export type Lead =
  | { readonly kind: 'line'; readonly within: Enclosure | undefined }
  | { readonly kind: 'quote'; readonly within: Enclosure }
  | { readonly kind: 'query' | 'option' | 'none' };

const MAX_LEAD = 96;
const MAX_BLANKS = 16;
const MAX_LEVEL = 127;
const BACKSLASH = 92;
const QUERY_LEAD = /[?&;#]$|%3[fF]$|%26$/;
const OPTION_LEAD = /(?:^|[\s"'=])--?$/;
/** A line may begin with what `grep`, `diff` and lists put there. The break may be escaped. */
const LINE_LEAD =
  /(?:^|[\r\n]|(?<escape>\\{1,64})[nr])(?:[^\s:]{1,64}:\d{1,6}[:-])?[ \t]*(?:[-+>*|#•][ \t]*)?(?:(?:export|set|setx|SetEnv|ENV|ARG|declare -x|Environment=)[ \t]*)?$/;

/** The quote right before `start`, but for blanks. */
function enclosureBefore(text: string, start: number): Enclosure | undefined {
  let at = start - 1;
  while (start - at < MAX_BLANKS && (text[at] === ' ' || text[at] === '\t')) at -= 1;
  const quote = text[at] ?? '';
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  let level = 0;
  while (level < MAX_LEVEL && text.charCodeAt(at - 1 - level) === BACKSLASH) level += 1;
  return { quote, level };
}

export function leadOf(text: string, start: number): Lead {
  const from = Math.max(0, start - MAX_LEAD);
  const before = (from === 0 ? '' : 'x') + text.slice(from, start);
  if (QUERY_LEAD.test(before)) return { kind: 'query' };
  if (OPTION_LEAD.test(before)) return { kind: 'option' };
  const within = enclosureBefore(text, start);
  if (within !== undefined) return { kind: 'quote', within };
  const line = LINE_LEAD.exec(before);
  if (line === null) return { kind: 'none' };
  const slashes = line.groups?.escape;
  // A break that is escaped n times stands in a string that is escaped one time less.
  return { kind: 'line', within: slashes === undefined ? undefined : { quote: '"', level: slashes.length - 1 } };
}
