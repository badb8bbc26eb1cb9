/**
 * Tokens that are recognised by what they look like, wherever they stand: the providers' forms, and unknown ones.
 *
 * A text is read in runs of the characters that tokens are made of. Nearly all runs in ordinary text are shorter than a
 * token, which is why `next` can skip most characters.
 */
import { EQUALS, isDigit, isRun, isWord, MIN_RUN, mayBeEscaped } from './character.js';
import type { Finder } from './finder.js';
import { TOKENS } from './notations.js';
import { isOpaque } from './randomness.js';
import { type RunStart, startOf, withoutDots, withoutMarks } from './run-ends.js';
import { Spans } from './spans.js';
import { RUN_FORMS, TOKEN_FORMS } from './token-forms.js';
import { isUnknownToken } from './unknown-token.js';

const HAS_PAIR = new Uint8Array(1 << 14);
for (const { start } of TOKEN_FORMS) HAS_PAIR[pairOf(start, 0)] = 1;

interface StickyForm {
  readonly start: string;
  readonly pattern: RegExp;
}

/** By their first two characters. Made when a text has such a pair: most processes need few of them. */
const formsByPair = new Map<number, readonly StickyForm[]>();

function formsOf(pair: number): readonly StickyForm[] {
  const known = formsByPair.get(pair);
  if (known !== undefined) return known;
  const forms = TOKEN_FORMS.filter(({ start }) => pairOf(start, 0) === pair).map(({ start, rest }) => ({
    start,
    pattern: new RegExp(rest, 'y'),
  }));
  formsByPair.set(pair, forms);
  return forms;
}

function pairOf(text: string, at: number): number {
  return ((text.charCodeAt(at) & 127) << 7) | (text.charCodeAt(at + 1) & 127);
}

/** Where the form that starts at `at` ends, or -1. */
function formEnd(text: string, at: number): number {
  const pair = pairOf(text, at);
  if (HAS_PAIR[pair] !== 1) return -1;
  for (const { start, pattern } of formsOf(pair)) {
    if (!text.startsWith(start, at)) continue;
    pattern.lastIndex = at + start.length;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return -1;
}

function runEnd(text: string, from: number): number {
  let end = from;
  while (isRun(text.charCodeAt(end))) end += 1;
  return end;
}

/** The start of the next run of at least `MIN_RUN` characters that ends after `from`, or -1. */
function nextRun(text: string, from: number): number {
  let start = from;
  while (start + MIN_RUN <= text.length) {
    let at = start + MIN_RUN - 1;
    while (at >= start && isRun(text.charCodeAt(at))) at -= 1;
    if (at < start) return start;
    start = at + 1;
  }
  return -1;
}

const KEY_CHARS = 32;
const COLON = 58;
/** Shorter runs that begin with a digit are times, numbers and versions. */
const MIN_DIGITS = 36;
const DASH = 45;
/** Mailgun's keys are made of hexadecimal digits only. */
const HEX_KEY = 50;

/** Hexadecimal digits in lower case, and dashes. */
function isHexRun(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    if (!isDigit(code) && code !== DASH && (code < 97 || code > 102)) return false;
  }
  return true;
}

/** Times and UUIDs are the most common long runs. The digits of an escape (`%0A`) are none. There is a byte before the text. */
function isPlainRun(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (mayBeEscaped(bytes[start - 1]) || bytes[start - 1] === EQUALS) return false;
  if (length < MIN_DIGITS) return isDigit(bytes[start] ?? 0);
  if (isDigit(bytes[start] ?? 0)) return length !== HEX_KEY && isHexRun(bytes, start, end);
  return length === MIN_DIGITS && bytes[start + 8] === DASH && bytes[start + 13] === DASH && bytes[start + 18] === DASH;
}

/** A key may follow an id and a colon; see isKeyAfterId. A sentence may end after it. */
function isAfterColon(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= KEY_CHARS && bytes[start - 1] === COLON;
}

/** The bytes are the low ones of each character, so that one beyond Latin-1 looks like another: 到 (U+5230) like 0. */
function isOfBytes(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > 255) return false;
  return true;
}

/** Whether there is a token in the text from `from` on, read without bytes. */
function hasTokenAfter(text: string, from: number): boolean {
  for (let start = nextRun(text, from); start >= 0; ) {
    const end = runEnd(text, start + MIN_RUN);
    if (mayBeSecret(text, start, end)) return true;
    start = nextRun(text, end);
  }
  return false;
}

/** Whether there is a token in the text: the same as a search for the first one, but faster. */
const hasToken: Finder['isIn'] = (text, { search, bytes, start, end }) => {
  let from = search.runAt(bytes, start, end);
  while (from >= 0) {
    let at = from + MIN_RUN;
    while (at < end && isRun(bytes[at] ?? 0)) at += 1;
    if (!isOfBytes(text, from - start, at - start)) return hasTokenAfter(text, from - start);
    const isPlain = isPlainRun(bytes, from, at) && !isAfterColon(bytes, from, at);
    if (!isPlain && mayBeSecret(text, from - start, at - start)) return true;
    from = search.runAt(bytes, at, end);
  }
  return false;
};

/** Names of tools, ids of sessions and the like, which come again with every event. */
const knownPlain = new Set<string>();
const MAX_KNOWN = 500;
const MAX_KNOWN_CHARS = 64;

function mayBeSecret(text: string, start: number, end: number): boolean {
  // What stands around a run may make it a secret, so only whole texts are remembered.
  const isWhole = end - start === text.length && text.length <= MAX_KNOWN_CHARS;
  if (isWhole && knownPlain.has(text)) return false;
  if (addSecrets(text, start, end, new Spans()) >= 0) return true;
  if (!isWhole) return false;
  if (knownPlain.size >= MAX_KNOWN) knownPlain.clear();
  knownPlain.add(text);
  return false;
}

/** Whether a token may begin at `at`: where its run does, and after a separator. */
function isStart(text: string, at: number, { clean, second }: RunStart): boolean {
  return at === clean || at === second || !isWord(text.charCodeAt(at - 1));
}

/**
 * Adds every form in the run, and returns where the last one ends, or -1. What one matches is not searched again, also
 * where it goes on after the run: the characters of some forms are not those of runs (#9 C2).
 */
function addForms(text: string, start: RunStart, end: number, found: Spans): number {
  let consumed = -1;
  for (let at = start.clean; at < end - 2; ) {
    const last = HAS_PAIR[pairOf(text, at)] === 1 && isStart(text, at, start) ? formEnd(text, at) : -1;
    if (last >= 0) {
      found.add(at, last);
      if (/^A[KS]IA/.test(text.slice(at, at + 4))) addAwsSecret(text, last, found);
      consumed = last;
    }
    at = Math.max(at + 1, last);
  }
  return consumed;
}

const MIN_RUN_FORM = Math.min(...RUN_FORMS.map(({ min }) => min));

function hasRunForm(run: string): boolean {
  const { length } = run;
  if (length < MIN_RUN_FORM) return false;
  return RUN_FORMS.some(({ min, max, pattern }) => length >= min && length <= max && pattern.test(run));
}

/** Where in `run` a JSON Web Token begins, or -1: `eyJ`, which is `{"`, in three or five parts. */
function webTokenAt(run: string): number {
  let at = run.indexOf('eyJ');
  while (at > 0 && isWord(run.charCodeAt(at - 1))) at = run.indexOf('eyJ', at + 1);
  return at >= 0 && /^eyJ[\w-]{8,}\.(?:[\w-]{4,}|[\w-]*\.)/.test(run.slice(at)) ? at : -1;
}

/** Two digits: all but the forms with a literal start have them. */
function hasDigits(text: string, start: number, end: number): boolean {
  let digits = 0;
  for (let at = start; at < end && digits < 2; at += 1) if (isDigit(text.charCodeAt(at))) digits += 1;
  return digits === 2;
}

/** A key of hexadecimal digits after the id that it belongs to: `account:key`. */
const AFTER_ID = /(?:\d{16}|[0-9a-f]{12}):$/;
const MAX_ID = 20;

function isKeyAfterId(text: string, start: number, end: number): boolean {
  if (end - start !== KEY_CHARS || text.charCodeAt(start - 1) !== COLON) return false;
  return AFTER_ID.test(text.slice(Math.max(0, start - MAX_ID), start)) && /^[0-9a-f]*$/.test(text.slice(start, end));
}

/** Adds the secrets in the run from `start` to `end`, and returns where they end; -1 when there are none. */
function addSecrets(text: string, from: number, end: number, found: Spans): number {
  const startOfRun = startOf(text, from);
  const formsEnd = addForms(text, startOfRun, end, found);
  if (formsEnd >= 0) return formsEnd;
  const { clean, second } = startOfRun;
  if (!hasDigits(text, clean, end)) return -1;
  const last = withoutDots(text, end);
  const run = text.slice(clean, last);
  const token = webTokenAt(run);
  if (token >= 0) found.add(clean + token, last);
  else if (isToken(run) || isKeyAfterId(text, clean, last)) found.add(clean, last);
  else if (isToken(withoutMarks(text.slice(second, last)))) found.add(second, last);
  else return -1;
  return end;
}

function isToken(run: string): boolean {
  return hasRunForm(run) || isUnknownToken(run);
}

/** An AWS key id stands beside its secret, which is 40 characters of base64. */
const AWS_SECRET =
  /(?<gap>[\s"',:;|/\\]{1,8}(?:[A-Za-z]{2,12}[\s"',:;|/\\]{1,8}){0,2})(?<secret>[A-Za-z0-9+/]{16,64}=?)(?![A-Za-z0-9+/])/y;

function addAwsSecret(text: string, from: number, found: Spans): void {
  AWS_SECRET.lastIndex = from;
  const { gap = '', secret = '' } = AWS_SECRET.exec(text)?.groups ?? {};
  if (isOpaque(secret)) found.add(from + gap.length, from + gap.length + secret.length);
}

export const tokenFinder: Finder = {
  notation: TOKENS,
  next: nextRun,
  isIn: hasToken,
  read(text, at, found) {
    const end = runEnd(text, at + MIN_RUN);
    return Math.max(end, addSecrets(text, at, end, found));
  },
};
