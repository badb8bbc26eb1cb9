/**
 * Texts that are spelled so that they look the same, or are read the same, but compare different: escapes of letters,
 * invisible characters, lookalikes and full-width letters, names in other scripts, text that is percent-encoded as a
 * whole or more than once.
 */
import { CONTROL } from './character.js';
import { englishOf, FOREIGN_WORDS, INVISIBLE, OTHER_SCRIPT, plainLetter } from './lookalikes.js';

/** A letter or digit in two hexadecimal digits. */
const LETTER_CODE = '(?:3\\d|[46][1-9a-fA-F]|[57][0-9aA])';
const ESCAPED = `\\\\{1,16}u00${LETTER_CODE}|\\\\{1,16}x${LETTER_CODE}`;
const ENTITY = '&#(?:x[2-7][0-9a-fA-F]|[3-9]\\d|1[01]\\d);';
/** `%253D` for `%3D`, which was encoded again; brackets and letters; the blanks in the header of a private key. */
const AGAIN = '%(?:25){1,8}[0-7][0-9a-fA-F]';
const PERCENT = `%(?:25){0,8}(?:5[bBdD]|${LETTER_CODE})`;
const BLANK = '(?<blank>(?:\\+|%(?:25){0,8}20)(?=PRIVATE|KEY|RSA|EC|DSA|OPENSSH|ENCRYPTED))';
/** Encoded twice, or what no encoder encodes, or the header of a private key, or a name in brackets. */
const MUCH_ENCODED =
  /%25(?:25){0,7}[2-7][0-9a-fA-F]|%(?:4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA])|PRIVATE(?:%20|\+)KEY|%5[dD](?:=|%3[dD])/;
/** Colours and the like, which a terminal does not show: they may stand between a name and its value, or within either. */
const TERMINAL = `(?:${CONTROL})\\[[\\d;?]{0,16}[A-Za-z]`;
/** With a literal start, which the engine looks for without reading the rest. */
const LETTER_ESCAPE = new RegExp(`\\\\(?:x${LETTER_CODE}|u00${LETTER_CODE}|(?:u001[bB]|x1[bB]|033|e)\\[)`);
const LETTER_ENTITY = new RegExp(ENTITY);
/**
 * Characters beyond Latin-1, but for quotes, dashes and other punctuation. A single class is read ten times faster than
 * `WIDE_SPELLING`; and in a text that the engine stores as Latin-1 it is rejected without reading.
 */
const BEYOND_LATIN = /[\u0100-\u200f\u2060-\uffff]/;
/** What is spelled with characters beyond Latin-1. prefilter/spelling-classes.ts has the same as tables. */
const WIDE_SPELLING = new RegExp(
  `[\\u200b-\\u200f\\u2060-\\u2064\\ufeff\\uff21-\\uff5a]|\\ud835[\\udc00-\\udfff]|[A-Za-z][${OTHER_SCRIPT}\\u0300-\\u036f]|[${OTHER_SCRIPT}][A-Za-z]|${FOREIGN_WORDS}`,
);

export function hasHiddenSpelling(text: string): boolean {
  return hasLatinSpelling(text) || (BEYOND_LATIN.test(text) && WIDE_SPELLING.test(text));
}

/** Whether characters of Latin-1 spell others: each way has one of % & + \ or a soft hyphen. */
export function hasLatinSpelling(text: string): boolean {
  if (text.includes('%') && MUCH_ENCODED.test(text)) return true;
  if (text.includes('+KEY-') || text.includes('\u00ad')) return true;
  if (text.includes('\x1b[')) return true;
  if (text.includes('\\') && LETTER_ESCAPE.test(text)) return true;
  return text.includes('&#') && LETTER_ENTITY.test(text);
}

/** More than the longest of the foreign words has before, and after, its first character beyond Latin-1. */
const BEFORE = 8;
const AFTER = 32;

/** Whether characters beyond Latin-1 spell others around the one at `index`. */
export function hasWideSpellingAt(text: string, index: number): boolean {
  return WIDE_SPELLING.test(text.slice(Math.max(0, index - BEFORE), index + AFTER));
}

const WIDE_LETTER = '[\\u00c0-\\u024f\\u1e00-\\u1eff\\uff01-\\uff5e]|\\ud835[\\udc00-\\udfff]';
const SPELLED = new RegExp(
  [
    TERMINAL,
    ESCAPED,
    ENTITY,
    BLANK,
    PERCENT,
    AGAIN,
    `(?:${INVISIBLE.source})+`,
    FOREIGN_WORDS,
    `[${OTHER_SCRIPT}]`,
    WIDE_LETTER,
  ].join('|'),
  'g',
);

const DECODED = new RegExp(`%(?:25)*(?:5[bBdD]|${LETTER_CODE})$`);

const TERMINAL_END = /\[[^[]*$/;

function plainOf(spelled: string): string {
  const first = spelled.charAt(0);
  if (first === '\x1b' || TERMINAL_END.test(spelled)) return '';
  if (first === '\\') return String.fromCharCode(Number.parseInt(spelled.slice(-2), 16));
  if (first === '%') {
    // What is encoded once is known to the finders, and the end of a value is clearer in it.
    const isLetter = DECODED.test(spelled);
    return isLetter ? String.fromCharCode(Number.parseInt(spelled.slice(-2), 16)) : `%${spelled.slice(-2)}`;
  }
  if (first === '&') {
    const code = spelled.slice(2, -1);
    return String.fromCharCode(code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number(code));
  }
  return englishOf(spelled) ?? plainLetter(spelled).replace(INVISIBLE, '');
}

export interface PlainSpelling {
  readonly plain: string;
  /** For every character of `plain` and its end, the index in the text that it comes from. */
  readonly origins: Int32Array;
}

export function plainSpelling(text: string): PlainSpelling {
  const pieces: string[] = [];
  const origins = new Int32Array(2 * text.length + 32);
  let length = 0;
  let done = 0;
  const keep = (end: number) => {
    for (let at = done; at < end; at += 1) origins[length++] = at;
    pieces.push(text.slice(done, end));
  };
  SPELLED.lastIndex = 0;
  for (let match = SPELLED.exec(text); match !== null; match = SPELLED.exec(text)) {
    const { 0: spelled, index } = match;
    keep(index);
    const plain = match.groups?.blank === undefined ? plainOf(spelled) : ' ';
    pieces.push(plain);
    origins.fill(index, length, length + plain.length);
    length += plain.length;
    done = index + spelled.length;
  }
  keep(text.length);
  origins[length] = text.length;
  return { plain: pieces.join(''), origins };
}
