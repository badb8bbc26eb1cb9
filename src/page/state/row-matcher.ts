/** The filter's language for rows that the page has. Text is looked for in names and messages: payloads are not in a row. */
import { createMatcher } from '../../analysis/filter/match.js';
import { parseFilter } from '../../analysis/filter/parse-filter.js';
import type { Row } from '../api/types.js';

/** Nothing matches what is not understood. */
export function rowMatcher(text: string): (row: Row) => boolean {
  const parsed = parseFilter(text, Date.now());
  if (parsed.kind === 'fault') return () => false;
  const matches = createMatcher(parsed.filter);
  return (row) => matches({ ...row, started_ms: Date.parse(row.started_at) });
}
