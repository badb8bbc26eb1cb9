/** Private keys in text: PEM with line breaks, escaped breaks or blanks, SSH2, OpenPGP, PuTTY. */

import type { Finder } from './finder.js';
import { PRIVATE_KEYS } from './notations.js';
import type { Spans } from './spans.js';

/** The first letter is rare in text, and is left to the reader. */
const WORDS = 'RIVATE KEY';
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}$/;
const PUTTY = 'Private-Lines:';
/** Both at once: two searches would each be made again for every hit of the other. */
const SEARCH = /RIVATE KEY|Private-Lines:/g;
const PUTTY_END = /Private-MAC: ?[0-9a-f]{0,128}|$/g;
const FOOTER = /RIVATE KEY(?: BLOCK)? ?-{0,5}/y;
const MAX_HEADER = 56;
const MIN_BODY = 20;

function headerStart(text: string, at: number): number {
  const from = Math.max(0, at - MAX_HEADER);
  const match = BEGIN.exec(text.slice(from, at - 1));
  return match === null ? -1 : from + match.index;
}

/** The end of the footer at `at`. */
function footerEnd(text: string, at: number): number {
  FOOTER.lastIndex = at;
  return FOOTER.test(text) ? FOOTER.lastIndex : at + WORDS.length;
}

export const privateKeyFinder: Finder = {
  group: 'private keys',
  notation: PRIVATE_KEYS,
  next(text, from) {
    SEARCH.lastIndex = from;
    return SEARCH.exec(text)?.index ?? -1;
  },
  read(text, at, found) {
    if (text.startsWith(PUTTY, at)) return readPutty(text, at, found);
    const start = headerStart(text, at);
    if (start < 0) return readTail(text, at, found);
    const next = text.indexOf(WORDS, at + WORDS.length);
    const end = next < 0 || headerStart(text, next) >= 0 ? cutEnd(text, at, next) : footerEnd(text, next);
    // A header alone is a piece of code or documentation.
    if (end - at >= WORDS.length + MIN_BODY) found.add(start, end);
    return end;
  },
};

function readPutty(text: string, at: number, found: Spans): number {
  PUTTY_END.lastIndex = at;
  PUTTY_END.test(text);
  found.add(at + PUTTY.length, PUTTY_END.lastIndex);
  return PUTTY_END.lastIndex;
}

/** A key that was cut off ends with its string, before the next key, or with the text. */
function cutEnd(text: string, at: number, next: number): number {
  const rest = next < 0 ? text.slice(at) : text.slice(at, next - MAX_HEADER);
  const quote = rest.search(/["']/);
  return quote < 0 ? at + rest.length : at + quote;
}

const FOOTER_START = /-{4,5} ?END [A-Z0-9 ]{0,40}$/;
const KEY_CHARACTER = /[A-Za-z0-9+/=\s\\"',[\]]/;
/** Lines of a key are not shorter than this, but for the last. */
const MIN_TAIL = 16;

/** A footer without its header: what stands before it is the end of a key. */
function readTail(text: string, at: number, found: Spans): number {
  const from = Math.max(0, at - MAX_HEADER);
  const footer = FOOTER_START.exec(text.slice(from, at - 1));
  if (footer === null) return at + WORDS.length;
  const end = from + footer.index;
  let start = end;
  while (start > 0 && KEY_CHARACTER.test(text[start - 1] ?? '')) start -= 1;
  if (end - start >= MIN_TAIL) found.add(start, footerEnd(text, at));
  return at + WORDS.length;
}
