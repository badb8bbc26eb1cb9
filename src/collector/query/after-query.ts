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
): { readonly rows: readonly EventRow[]; readonly gone: readonly number[]; readonly seq: number } {
  const { rows, gone, seq } = source.after(after, upTo, filter, limit);
  return { rows: rows.map(toEventRow), gone, seq };
}

export interface ExportArguments {
  readonly filter: Filter;
  readonly after: Position | undefined;
  readonly limit: number;
}

/** One page may have so many characters, and the event with which it has more: an event can have 16 MiB. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** Texts of events, oldest first. */
export function exportQuery(
  source: Source,
  { filter, after, limit }: ExportArguments,
): { readonly texts: readonly string[]; readonly next: Position | undefined } {
  const deadline = deadlineIn(SEARCH_MS);
  const { rows, next } = source.scan({ filter, order: 'asc', after, limit, only: 'all', deadline });
  const texts: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const text = source.body(row.event_id);
    if (text === undefined) continue;
    texts.push(text);
    characters += text.length;
    if (characters > PAGE_CHARACTERS && row !== rows.at(-1))
      return { texts, next: { ms: row.started_ms, seq: row.seq } };
  }
  return { texts, next };
}
