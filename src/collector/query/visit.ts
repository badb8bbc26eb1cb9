/** Looks at all rows that match, newest first, as far as the time allows. */
import type { Filter } from '../../analysis/filter/filter.js';
import type { Row } from '../../analysis/rows/row.js';
import { deadlineIn } from '../store/deadline.js';
import type { Position, ScanRequest, Source } from '../store/source.js';

/** How long one query may search. */
export const SEARCH_MS = 80;

const PAGE_ROWS = 1000;

export interface VisitOptions {
  readonly filter: Filter;
  readonly only?: ScanRequest['only'];
  readonly after?: Position | undefined;
  readonly maxRows?: number;
  readonly searchMs?: number;
}

/** The rows are lean. `visit` answers `false` to end. True when every matching row was seen, or `visit` has ended it. */
export function visitRows(
  source: Source,
  { filter, only = 'all', after, maxRows = Number.POSITIVE_INFINITY, searchMs = SEARCH_MS }: VisitOptions,
  visit: (row: Row) => boolean | undefined,
): boolean {
  const deadline = deadlineIn(searchMs);
  let at = after;
  let seen = 0;
  for (;;) {
    const page = source.scan({ filter, order: 'desc', after: at, limit: PAGE_ROWS, only, deadline, isLean: true });
    for (const row of page.rows) {
      seen += 1;
      if (visit(row) === false || seen >= maxRows) return true;
    }
    if (page.next === undefined) return true;
    if (!page.complete || deadline.passed()) return false;
    at = page.next;
  }
}
