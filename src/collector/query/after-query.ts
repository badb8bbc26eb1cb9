/** Rows by their order of arrival: for live updates that go on where they broke off, and for exports. */
import type { Filter } from '../../analysis/filter/filter.js';
import { type EventRow, toEventRow } from '../../analysis/rows/row.js';
import { deadlineIn } from '../store/deadline.js';
import type { Position, Source } from '../store/source.js';
import { SEARCH_MS } from './visit.js';

export interface AfterArguments {
  readonly after: number;
  readonly upTo: number;
  readonly filter: Filter;
  readonly limit: number;
}

export function afterQuery(
  source: Source,
  { after, upTo, filter, limit }: AfterArguments,
): { readonly rows: readonly EventRow[]; readonly seq: number } {
  const { rows, seq } = source.after(after, upTo, filter, limit);
  return { rows: rows.map(toEventRow), seq };
}

export interface ExportArguments {
  readonly filter: Filter;
  readonly after: Position | undefined;
  readonly limit: number;
}

/** Texts of events, oldest first. */
export function exportQuery(
  source: Source,
  { filter, after, limit }: ExportArguments,
): { readonly texts: readonly string[]; readonly next: Position | undefined } {
  const deadline = deadlineIn(SEARCH_MS);
  const { rows, next } = source.scan({ filter, order: 'asc', after, limit, only: 'all', deadline });
  return { texts: rows.flatMap(({ event_id }) => source.body(event_id) ?? []), next };
}
