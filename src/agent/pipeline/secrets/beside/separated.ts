/** A name, a separator and a value: `name: value`, `name=value`, `"name": "value"`, `name => 'value'` and the like. */
import { leadOf } from '../name-place.js';
import { closingQuote } from '../value-end.js';
import { hasOpaqueWord } from '../value-judgement.js';
import { readBare, readItem } from './bare-value.js';
import { readItems } from './items.js';
import { readJsonValue } from './json-value.js';
import { type Beside, type Certainty, isSecret, JUDGED_CHARS } from './named-secret.js';

/** A change of colour in a terminal. */
const COLOUR = '(?:\\x1b|\\\\{1,16}u001b)\\[[\\d;]{0,8}m';
const GAP = `(?:[ \\t\\r\\n]|${COLOUR}|\\\\{1,16}[nrt]|/\\*[^*]{0,64}\\*/|//[^\\n]{0,80}\\n){0,32}`;
const SEPARATOR = new RegExp(
  `(?<close>(?:\\\\{0,127}["'\`]|%22|[”’]|&quot;|\\*\\*)?[\\])]?)${GAP}(?<separator>=>|->|:=|\\?=(?!=)|\\?:|\\|\\|=?|\\?\\?|:-|=(?![=~])|:|：|\\||%3[aAdD]|,|\\(|or\\b)(?:\\*\\*)?${GAP}(?:(?:string|str|String|&str)\\s{0,3}=\\s{0,3})?`,
  'y',
);
/** With the prefixes of strings in Python, C# and others. */
const OPENING =
  /(?:[bBrRuUfFL@$]{1,2}(?=\\{0,127}["']))?(?<slashes>\\{0,127})(?<quote>["'`]|%22|&quot;)(?:\k<slashes>\k<quote>\k<slashes>\k<quote>)?|[“‘„]/y;
/** `process.env.API_KEY || "…"`, `getenv("API_KEY", "…")`, `define('API_KEY', '…')`, `setPassword("…")`. */
const FALLBACKS = new Set(['||', '||=', '??', ':-', 'or', ',', '(']);
const SMART_CLOSE = /[”’“]/g;

export function readSeparated(beside: Beside): number {
  const { text, place } = beside;
  SEPARATOR.lastIndex = place.end;
  const { close = '', separator = '' } = SEPARATOR.exec(text)?.groups ?? {};
  if (separator === '') return -1;
  const at = SEPARATOR.lastIndex;
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening !== null) {
    if (separator === '|') return -1;
    return readQuoted(beside, opening, OPENING.lastIndex, certaintyOf(close, separator, text[at - 1] === '='));
  }
  if (FALLBACKS.has(separator)) return -1;
  if (/^\\*["']$/.test(close) && separator === ':' && /[-\d[{]/.test(text[at] ?? '')) {
    return readJsonValue(beside, at, close);
  }
  if (/["']/.test(close)) return readItem(beside, at);
  if (separator === '=' && text[at] === '(') return readPair(beside, at);
  if (separator === '=' && text[at] === '{') return readBraced(beside, at);
  const list = separator === '|' ? -1 : readItems(beside, at);
  if (list >= 0) return list;
  if (beside.kind === 'opaque' && !startsOpaque(text, at)) return -1;
  return readBare(beside, at, separator, leadOf(text, place.start));
}

/** The shortest value that looks generated. Anything else is refused before it is looked at closely. */
const OPAQUE_START = /[\w%.~+/-]{8}/y;

function startsOpaque(text: string, at: number): boolean {
  OPAQUE_START.lastIndex = at;
  return OPAQUE_START.test(text);
}

/** JSON says what is a name and what a value, and so do environment files; in code either may be anything. */
function certaintyOf(close: string, separator: string, isTight: boolean): Certainty {
  if (separator === ',') return 'possible';
  if (/["'”]|%22|&quot;/.test(close) && /^(?::|=>|%3[aA])$/.test(separator)) return 'certain';
  return isTight ? 'certain' : 'likely';
}

/** `auth=('user', '…')`: the second of two. */
const PAIR = /\(\s{0,8}\\{0,127}["'][^"'\\\n]{0,64}\\{0,127}["']\s{0,8},\s{0,8}(?<slashes>\\{0,127})(?<quote>["'])/y;

function readPair(beside: Beside, at: number): number {
  PAIR.lastIndex = at;
  const opening = PAIR.exec(beside.text);
  return opening === null ? -1 : readQuoted(beside, opening, PAIR.lastIndex, 'certain');
}

/** `PWD={…}` in a connection string: anything up to the brace. */
const BRACED = /\{(?<value>(?:[^}"'\n\\]|\}\}){3,128})\}(?=[;"'\s\\,`]|$)/y;

function readBraced(beside: Beside, at: number): number {
  BRACED.lastIndex = at;
  const value = BRACED.exec(beside.text)?.groups?.value ?? '';
  if (!hasOpaqueWord(value) && !isSecret(beside, value, 'likely')) return -1;
  beside.found.add(at + 1, at + 1 + value.length);
  return at + 1 + value.length;
}

function readQuoted(beside: Beside, opening: RegExpExecArray, start: number, certainty: Certainty): number {
  const { text, found } = beside;
  const { slashes = '', quote = '' } = opening.groups ?? {};
  const end = (limit?: number) => {
    if (quote === '') return closingSmart(text, start, limit);
    return closingQuote(text, start, slashes.length, quote, limit);
  };
  const value = text.slice(start, end(Math.min(text.length, start + JUDGED_CHARS)));
  if (value.trim() === '' || !isSecret(beside, value, certainty)) return -1;
  const close = end();
  found.add(start, close);
  return close;
}

function closingSmart(text: string, start: number, limit = text.length): number {
  SMART_CLOSE.lastIndex = start;
  return Math.min(SMART_CLOSE.exec(text.slice(0, limit))?.index ?? limit, limit);
}
