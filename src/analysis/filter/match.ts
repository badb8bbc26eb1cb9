/** Whether a row matches a filter. The collector's SQL says the same (collector/store/sqlite/filter-sql.ts). */
import type { Row } from '../rows/row.js';
import { anyCase } from './any-case.js';
import { COLUMN_OF, type Filter, type NumberField, type NumberRange, type Term, type TextValue } from './filter.js';

/** The event's JSON text, where a search for text must look. */
export type BodyOf = (row: Row) => string;

export function createMatcher(filter: Filter, bodyOf: BodyOf = () => ''): (row: Row) => boolean {
  // Text last: it may load the body.
  const tests = [...filter.terms]
    .sort((a, b) => Number(a.kind === 'text') - Number(b.kind === 'text'))
    .map((term) => testOf(term, bodyOf));
  return (row) => tests.every((test) => test(row));
}

function testOf(term: Term, bodyOf: BodyOf): (row: Row) => boolean {
  switch (term.kind) {
    case 'field': {
      const column = COLUMN_OF[term.field];
      const matches = term.values.map(valueTest);
      return (row) => {
        const value = row[column];
        // Not even `tool:*` is about what has no tool.
        const hasNone = term.field === 'tool' && value === null;
        return (!hasNone && matches.some((match) => match(String(value ?? '')))) !== term.not;
      };
    }
    case 'number':
      return (row) => isWithin(numberOf(row, term.field), term.range) !== term.not;
    case 'time':
      return term.edge === 'since' ? (row) => row.started_ms >= term.atMs : (row) => row.started_ms <= term.atMs;
    case 'text': {
      const isIn = anyCase(term.text);
      const has = (text: string | null) => text !== null && isIn(text);
      return (row) => (has(row.event_name) || has(row.error_message) || has(bodyOf(row))) !== term.not;
    }
  }
}

function valueTest({ kind, text }: TextValue): (text: string) => boolean {
  if (kind === 'exact') return (value) => value === text;
  const parts = text.split('*');
  return (value) => matchesParts(value, parts);
}

/** Each part behind the one before it, the first at the start and the last at the end. Linear, unlike a pattern. */
function matchesParts(value: string, parts: readonly string[]): boolean {
  const [first = '', ...middle] = parts;
  const last = middle.pop() ?? '';
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}

function numberOf(row: Row, field: NumberField): number {
  if (field === 'dur') return row.duration_ms;
  return field === 'wait' ? (row.client_wait_ms ?? 0) : (row.request_bytes ?? 0) + (row.response_bytes ?? 0);
}

export function isWithin(value: number, { from, to, excludesFrom, excludesTo }: NumberRange): boolean {
  return (excludesFrom ? value > from : value >= from) && (excludesTo ? value < to : value <= to);
}
