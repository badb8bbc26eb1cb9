/** Splits a filter text into its terms: at spaces, but not inside quotes. */
import type { Span } from './filter.js';

export interface Value {
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface Token extends Span {
  readonly not: boolean;
  /** What precedes the colon; `undefined` for text. */
  readonly key: string | undefined;
  /** Where what follows the colon begins. */
  readonly valueStart: number;
  /** Separated by commas; for text there is one. */
  readonly values: readonly Value[];
}

/** A key, and the colon behind it. A drive letter or a URL scheme is text: `//` follows it. */
const KEY = /-?([a-z_]+):(?!\/\/)/iy;

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpaces(text, 0); at < text.length; at = skipSpaces(text, at)) {
    const token = readToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function readToken(text: string, start: number): Token {
  KEY.lastIndex = start;
  const key = KEY.exec(text)?.[1]?.toLowerCase();
  const not = text[start] === '-' && start + 1 < text.length && text[start + 1] !== ' ';
  const valueStart = key === undefined ? start + (not ? 1 : 0) : KEY.lastIndex;
  let at = valueStart;
  const values: Value[] = [];
  for (;;) {
    const { value, end } = readValue(text, at, key !== undefined);
    values.push(value);
    at = end;
    if (key === undefined || text[at] !== ',') return { start, end: at, not, key, valueStart, values };
    at += 1;
  }
}

function readValue(text: string, start: number, endsAtComma: boolean): { value: Value; end: number } {
  if (text[start] === '"') return readQuoted(text, start);
  let end = start;
  while (end < text.length && !isSpace(text, end) && !(endsAtComma && text[end] === ',')) end += 1;
  return { value: { text: text.slice(start, end), isQuoted: false }, end };
}

/** A quote that is never closed goes on to the end: that is what a text looks like while it is typed. */
function readQuoted(text: string, start: number): { value: Value; end: number } {
  let content = '';
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at += 1) {
    if (text[at] === '\\' && at + 1 < text.length) at += 1;
    content += text[at] ?? '';
  }
  return { value: { text: content, isQuoted: true }, end: Math.min(text.length, at + 1) };
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text, at)) at += 1;
  return at;
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '');
}
