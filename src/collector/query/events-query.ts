/** Lists of events. */
import type { Filter } from '../../analysis/filter/filter.js';
import { type EventRow, isOperation, type Row, toEventRow } from '../../analysis/rows/row.js';
import { deadlineIn } from '../store/deadline.js';
import type { Position, Source } from '../store/source.js';
import { matcherIn } from './matcher-in.js';
import { SEARCH_MS } from './visit.js';

export interface EventsArguments {
  readonly filter: Filter;
  readonly order: 'asc' | 'desc';
  readonly after: Position | undefined;
  readonly limit: number;
  readonly nested: 'all' | 'none' | 'under';
  readonly operationsOnly: boolean;
}

export interface ListedEvent extends EventRow {
  readonly children?: readonly EventRow[];
  readonly children_count?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Position | undefined;
  readonly complete: boolean;
}

const CHILDREN_LISTED = 50;
const CHILDREN_COUNTED = 1000;

export function eventsQuery(source: Source, args: EventsArguments): Page<ListedEvent> {
  const { filter, order, limit } = args;
  const deadline = deadlineIn(SEARCH_MS);
  const { only, isListed } = listing(source, args);
  const rows: Row[] = [];
  let after = args.after;
  for (;;) {
    const page = source.scan({ filter, order, after, limit: limit - rows.length, only, deadline });
    rows.push(...page.rows.filter(isListed));
    const isFull = rows.length >= limit;
    if (isFull || page.next === undefined || !page.complete || deadline.passed()) {
      const items = args.nested === 'under' ? withChildren(source, rows) : rows.map(toEventRow);
      return { items, next: page.next, complete: isFull || page.next === undefined };
    }
    after = page.next;
  }
}

interface Listing {
  readonly only: 'all' | 'top';
  readonly isListed: (row: Row) => boolean;
}

function listing(source: Source, { filter, nested, operationsOnly }: EventsArguments): Listing {
  if (operationsOnly) return { only: 'top', isListed: isOperation };
  // In a period, what is nested is where its call is.
  const isAsked = nested === 'under' && filter.terms.some(({ kind }) => kind !== 'time');
  if (!isAsked) return { only: nested === 'all' ? 'all' : 'top', isListed: () => true };
  const matches = matcherIn(source, filter);
  return {
    only: 'all',
    isListed: ({ nested: isNested, parent_span_id }) => {
      const parent = isNested ? source.rowOfSpan(parent_span_id ?? '') : undefined;
      return parent === undefined || !matches(parent);
    },
  };
}

function withChildren(source: Source, rows: readonly Row[]): readonly ListedEvent[] {
  const children = new Map<string | null, Row[]>(rows.map(({ span_id }) => [span_id, []]));
  const spans = rows.map(({ span_id }) => span_id);
  for (const row of source.childrenOf(spans, CHILDREN_COUNTED)) {
    children.get(row.parent_span_id)?.push(row);
  }
  return rows.map((row) => {
    const own = children.get(row.span_id) ?? [];
    return {
      ...toEventRow(row),
      children: own.slice(0, CHILDREN_LISTED).map(toEventRow),
      children_count: own.length,
    };
  });
}
