/** A filter as a condition in SQL. `createMatcher` in analysis says the same for rows. */
import type { SQLInputValue } from 'node:sqlite';
import { globOf, literalOf } from '../../../analysis/filter/any-case.js';
import {
  COLUMN_OF,
  type Filter,
  type NumberField,
  type Term,
  type TextValue,
} from '../../../analysis/filter/filter.js';

export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const NUMBERS: Readonly<Record<NumberField, string>> = {
  dur: 'duration_ms',
  wait: 'ifnull(client_wait_ms, 0)',
  bytes: '(ifnull(request_bytes, 0) + ifnull(response_bytes, 0))',
};

/** `TRUE` for a filter without terms. Text comes last, because it reads the bodies. */
export function conditionOf(filter: Filter): Condition {
  const terms = [...filter.terms].sort((a, b) => Number(a.kind === 'text') - Number(b.kind === 'text'));
  return all(terms.map(termCondition));
}

export function all(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: 'TRUE', values: [] };
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function termCondition(term: Term): Condition {
  switch (term.kind) {
    case 'field':
      return negated(fieldCondition(term), term.not);
    case 'number':
      return negated(rangeCondition(term), term.not);
    case 'time':
      return { sql: `started_ms ${term.edge === 'since' ? '>=' : '<='} ?`, values: [term.atMs] };
    case 'text':
      return negated(textCondition(term.text), term.not);
  }
}

function negated({ sql, values }: Condition, not: boolean): Condition {
  return not ? { sql: `NOT ifnull(${sql}, FALSE)`, values } : { sql, values };
}

function fieldCondition({ field, values }: Extract<Term, { kind: 'field' }>): Condition {
  // `code` is the only number among them.
  const column = field === 'code' ? 'CAST(CAST(error_code AS INTEGER) AS TEXT)' : COLUMN_OF[field];
  const any = values.map((value) => valueCondition(column, value));
  const sql = any.map((one) => one.sql).join(' OR ');
  // Not even `tool:*` is about what has no tool.
  const known = field === 'tool' ? 'tool_name IS NOT NULL AND ' : '';
  return { sql: `(${known}(${sql}))`, values: any.flatMap((one) => one.values) };
}

function valueCondition(column: string, { kind, text }: TextValue): Condition {
  // A missing value is matched by the empty text, as in `run:""`.
  if (kind === 'exact')
    return text === '' ? { sql: `ifnull(${column}, '') = ''`, values: [] } : { sql: `${column} = ?`, values: [text] };
  return { sql: `ifnull(${column}, '') GLOB ?`, values: [text.split('*').map(literalOf).join('*')] };
}

function rangeCondition({ field, range }: Extract<Term, { kind: 'number' }>): Condition {
  const conditions: Condition[] = [];
  // An end that is infinite by its digits excludes every row: only the missing ends are left out.
  if (range.from !== Number.NEGATIVE_INFINITY) {
    conditions.push({ sql: `${NUMBERS[field]} ${range.excludesFrom ? '>' : '>='} ?`, values: [range.from] });
  }
  if (range.to !== Number.POSITIVE_INFINITY) {
    conditions.push({ sql: `${NUMBERS[field]} ${range.excludesTo ? '<' : '<='} ?`, values: [range.to] });
  }
  const { sql, values } = all(conditions);
  return { sql: `(${sql})`, values };
}

function textCondition(text: string): Condition {
  const glob = globOf(text);
  const pattern = glob ?? `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const like = (column: string) => `${column} ${glob === undefined ? "LIKE ? ESCAPE '\\'" : 'GLOB ?'}`;
  const body = `EXISTS (SELECT 1 FROM bodies WHERE bodies.seq = events.seq AND ${like('bodies.text')})`;
  const message = `ifnull(${like('error_message')}, FALSE)`;
  return { sql: `(${like('event_name')} OR ${message} OR ${body})`, values: [pattern, pattern, pattern] };
}
