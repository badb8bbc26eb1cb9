/** Values without quotes: to the end of the word, of the parameter, or of the line, by what the name begins. */
import type { Enclosure, Lead } from '../name-place.js';
import { closingQuote, firstMatch } from '../value-end.js';
import { hasOpaqueWord, isCode, isIdentifier, isPlaceholder, isWording } from '../value-judgement.js';
import { type Beside, type Certainty, isSecret, JUDGED_CHARS } from './named-secret.js';
import { NextMatch } from './next-match.js';

const BREAK = /[\r\n]|\\{1,127}[nr]/g;
const QUERY_END = /[\s&"'`<>#;)\]}]|\\{1,127}[nrt"']|%26/g;
/** Of an environment variable or option: `#`, `&`, `;` and `'` belong to it. */
const WORD_END = /[\s"`]|\\{1,127}[nrt"']/g;
const ITEM_END = /[\s,;)\]}"'`<>|]|\\{1,127}[nrt"']/g;
const CELL_END = /\s{0,64}[|\r\n]|\\{1,127}[nr"']/g;

export function readBare(beside: Beside, at: number, separator: string, lead: Lead): number {
  if (/^(?:=|%3[dD]|:=|\?=)$/.test(separator)) return readAssigned(beside, at, lead);
  if (/^(?::|：|%3[aA])$/.test(separator)) return readAfterColon(beside, at, lead);
  if (separator === '=>' || separator === '->') return readWord(beside, at, ITEM_END, 'possible');
  return separator === '|' ? readWord(beside, at, CELL_END, 'possible') : -1;
}

function readAssigned(beside: Beside, at: number, lead: Lead): number {
  const { text, place } = beside;
  const isTight = /\S/.test(text[at - 1] ?? '');
  if (lead.kind === 'query') return readWord(beside, at, QUERY_END, 'certain');
  if (lead.kind === 'option') return readWord(beside, at, WORD_END, 'certain');
  if (isTight && /^[A-Z][A-Z0-9_]*$/.test(place.name)) return readWord(beside, at, WORD_END, 'certain');
  if (lead.kind === 'line') return readLine(beside, at, isTight ? 'certain' : 'likely', lead.within);
  if (!isTight) return -1;
  const certainty = isLogItem(beside, at) ? 'certain' : 'likely';
  return readWord(beside, at, lead.kind === 'quote' ? WORD_END : ITEM_END, certainty);
}

/** `user=a password=…`: in logs and connection strings, between blanks. */
function isLogItem({ text, place }: Beside, at: number): boolean {
  const end = firstMatch(text.slice(0, at + JUDGED_CHARS), at, ITEM_END);
  return text[place.start - 1] === ' ' && (end === text.length || text[end] === ' ');
}

function readAfterColon(beside: Beside, at: number, lead: Lead): number {
  if (/authorization$/i.test(beside.place.name)) return readCredentials(beside, at);
  const isTight = /\S/.test(beside.text[at - 1] ?? '');
  if (lead.kind === 'line') return readLine(beside, at, isTight ? 'likely' : 'certain', lead.within);
  if (lead.kind === 'quote') return readLine(beside, at, isTight ? 'likely' : 'certain', lead.within);
  if (/cookies?$/i.test(beside.place.name)) return readLine(beside, at, 'possible', undefined);
  return readWord(beside, at, ITEM_END, 'likely');
}

const PARAMETER = '[\\w-]{1,32}=\\\\{0,16}(?:"[^"\\n]{0,512}"|[^\\s"\'`\\\\,]{1,256})';
const PARAMETERS = `(?:[ \\t,]{1,4}${PARAMETER}){0,12}`;
/** `Authorization: scheme token, name=value`, or `scheme name="value", name="value"`. */
const CREDENTIALS = new RegExp(
  `(?:[A-Za-z][\\w-]{1,24}[ \\t]{1,4})?(?:${PARAMETER}|(?<token>[^\\s"'\`\\\\\\]]{6,}))${PARAMETERS}`,
  'y',
);

function readCredentials({ text, found }: Beside, start: number): number {
  const at = text[start] === '[' ? start + 1 : start;
  CREDENTIALS.lastIndex = at;
  const match = CREDENTIALS.exec(text.slice(0, at + MAX_CREDENTIALS));
  const token = match?.groups?.token ?? '';
  if (match === null || (token !== '' && (isWording(token) || isPlaceholder(token)))) return -1;
  found.add(at, CREDENTIALS.lastIndex);
  return CREDENTIALS.lastIndex;
}

/** A value after a quoted name in something that looks like JSON. */
export function readItem(beside: Beside, at: number): number {
  return readWord(beside, at, ITEM_END, 'likely');
}

/** The break is remembered: the quote may come long before it, and the next line is asked for then. */
const BREAKS = new NextMatch(BREAK);

/** Where the line ends: at its break, or at the quote that encloses it. */
function lineEnd({ text, found }: Beside, at: number, within: Enclosure | undefined, limit = text.length): number {
  const end = Math.min(limit, BREAKS.after(text, at, found));
  return within === undefined ? end : Math.min(end, closingQuote(text, at, within.level, within.quote, end));
}

/** A line that is nothing but a name and its value: one word, or several of which one looks generated. */
function readLine(beside: Beside, at: number, certainty: Certainty, within: Enclosure | undefined): number {
  const { text, found } = beside;
  const head = text.slice(0, at + JUDGED_CHARS);
  const value = head.slice(at, lineEnd(beside, at, within, head.length)).trim();
  if (BLOCK.test(value)) return readBlock(beside, at + value.length, within);
  if (value === '' || !isLineSecret(beside, value, certainty)) return -1;
  const end = lineEnd(beside, at, within);
  found.add(at, at + text.slice(at, end).trimEnd().length);
  return end;
}

const MAX_CREDENTIALS = 4096;
const COOKIE = /^["']?[\w.-]{1,64}=/;

function isLineSecret(beside: Beside, value: string, certainty: Certainty): boolean {
  const { name } = beside.place;
  if (/cookies?$/i.test(name)) return COOKIE.test(value);
  // In code, the name of a variable or type, a call, or the end of a line.
  const bare = value.replace(/[,;]$/, '');
  if (isIdentifier(bare) || /^\w+(?: \| \w+)+$/.test(bare)) return false;
  if (isCode(value) || bare !== value)
    return !isCode(value) && !/\s/.test(bare) ? isSecret(beside, bare, 'likely') : hasOpaqueLine(beside, bare);
  return isSecret(beside, value, certainty);
}

function hasOpaqueLine(beside: Beside, value: string): boolean {
  return hasOpaqueWord(value) && !/[({[]/.test(value) && isSecret(beside, value, 'possible');
}

const BLOCK = /^[|>][-+\d]{0,3}$/;
const BLOCK_LINE = /(?:\r?\n|\\{1,64}n)(?<indent>[ \t]{1,64})(?=\S)/y;
const MAX_BLOCK_LINES = 64;

/** `password: >-` and indented lines, of which the first says whether they are a secret. */
function readBlock(beside: Beside, at: number, within: Enclosure | undefined): number {
  const { text, found } = beside;
  let end = -1;
  let indent = 1;
  for (let line = 0; line < MAX_BLOCK_LINES; line += 1) {
    BLOCK_LINE.lastIndex = end < 0 ? at : end;
    const match = BLOCK_LINE.exec(text);
    const width = match?.groups?.indent?.length ?? 0;
    if (width < indent) return end;
    const start = BLOCK_LINE.lastIndex;
    if (end < 0) end = readLine(beside, start, 'certain', within);
    else {
      end = lineEnd(beside, start, within);
      found.add(start, end);
    }
    if (end < 0) return -1;
    indent = width;
  }
  return end;
}

function readWord(beside: Beside, at: number, end: RegExp, certainty: Certainty): number {
  const { text, found } = beside;
  const head = text.slice(0, at + JUDGED_CHARS);
  const value = head.slice(at, firstMatch(head, at, end));
  if (value === '' || !isSecret(beside, value, certainty)) return -1;
  const last = firstMatch(text, at, end);
  found.add(at, last);
  return last;
}
