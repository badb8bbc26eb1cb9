/** From a filter's text to its meaning, or to the part of it that was not understood. */
import { type Filter, isTextField, type Span, type Term, type TextField, type TextValue } from './filter.js';
import { parseRange, parseTime } from './quantities.js';
import { type Token, tokensOf, type Value } from './tokens.js';

export type ParsedFilter =
  | { readonly kind: 'filter'; readonly filter: Filter }
  | ({ readonly kind: 'fault'; readonly message: string } & Span);

/** The database refuses conditions that are nested too deeply. */
const MOST_VALUES = 300;
const TOO_MANY = `expected at most ${MOST_VALUES} terms and values`;

/** The database refuses patterns of more than 50,000 bytes, and one for any case has up to nine for a character. */
const MOST_CHARACTERS = 5000;

const TOO_LONG = `expected at most ${MOST_CHARACTERS} characters in a value`;

type Reading = Term | { readonly kind: 'fault'; readonly message: string; readonly part: 'key' | 'value' };

/** `nowMs`: what an age such as `since:15m` counts back from. */
export function parseFilter(written: string, nowMs: number): ParsedFilter {
  // As in what is stored: SQL would end the text there.
  const text = written.replaceAll('\0', '\ufffd');
  const terms: Term[] = [];
  let values = 0;
  for (const token of tokensOf(text)) {
    values += token.values.length;
    if (token.values.some(({ text: value }) => value.length > MOST_CHARACTERS)) {
      return { kind: 'fault', message: TOO_LONG, start: token.start, end: token.end };
    }
    if (values > MOST_VALUES) return { kind: 'fault', message: TOO_MANY, start: token.start, end: token.end };
    const term = readTerm(token, nowMs);
    if (term.kind === 'fault') return { kind: 'fault', message: term.message, ...spanOf(token, term.part) };
    terms.push(term);
  }
  return { kind: 'filter', filter: { terms: joined(terms) } };
}

/** A value that is missing cannot be pointed at: then it is the whole term. */
function spanOf({ start, end, valueStart }: Token, part: 'key' | 'value'): Span {
  if (part === 'key') return { start, end: valueStart };
  return valueStart === end ? { start, end } : { start: valueStart, end };
}

function readTerm({ key, values, not }: Token, nowMs: number): Reading {
  const [first = { text: '', isQuoted: false }] = values;
  switch (key) {
    case undefined:
      return { kind: 'text', text: first.text, not };
    case 'dur':
    case 'wait':
    case 'bytes': {
      const range = values.length === 1 ? parseRange(key, first.text) : undefined;
      if (range === undefined) return fault(`${key}: expected a comparison such as ${EXAMPLES[key]}`);
      return { kind: 'number', field: key, range, not };
    }
    case 'since':
    case 'until': {
      const atMs = values.length === 1 && !not ? parseTime(first.text, nowMs) : undefined;
      if (atMs === undefined) return fault(`${key}: expected an age such as 15m, or a time such as 2026-11-26T10:00Z`);
      return { kind: 'time', edge: key, atMs };
    }
    default:
      return readField(key, values, not);
  }
}

/** Those that people look for; all are in docs/dev.md. */
const SHOWN_FIELDS = 'tool, server, client, method, status, type, session, run, error, dur, bytes, since, until';

const EXAMPLES = { dur: '>500ms', wait: '>1s', bytes: '>10k' };

function readField(key: string, values: readonly Value[], not: boolean): Reading {
  if (!isTextField(key))
    return fault(`there is no field ${key}: expected one of ${SHOWN_FIELDS}, or text in "quotes"`, 'key');
  if (values.some(({ text, isQuoted }) => text === '' && !isQuoted)) return fault(`${key}: expected a value`);
  return { kind: 'field', field: key, values: values.map(textValueOf), not };
}

function textValueOf({ text, isQuoted }: Value): TextValue {
  return { kind: !isQuoted && text.includes('*') ? 'pattern' : 'exact', text };
}

function fault(message: string, part: 'key' | 'value' = 'value'): Reading {
  return { kind: 'fault', message, part };
}

/** `tool:a tool:b` means the same as `tool:a,b`. */
function joined(terms: readonly Term[]): readonly Term[] {
  const result: Term[] = [];
  const values = new Map<TextField, TextValue[]>();
  for (const term of terms) {
    if (term.kind !== 'field' || term.not) {
      result.push(term);
      continue;
    }
    const earlier = values.get(term.field);
    if (earlier !== undefined) earlier.push(...term.values);
    else {
      const own = [...term.values];
      values.set(term.field, own);
      result.push({ ...term, values: own });
    }
  }
  return result;
}
