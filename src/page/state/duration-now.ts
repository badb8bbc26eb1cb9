/** How long a call has taken: one that is still open grows while the reader looks. */
import { isOpen } from '../../analysis/rows/row.js';
import type { Row } from '../api/types.js';
import { now } from './clock.js';

/** In a report nothing goes on: there a call has taken as long as its last event says. */
export function durationNow(row: Row): number {
  const { started_at: startedAt, duration_ms: ms } = row;
  return isOpen(row) && !__REPORT__ ? Math.max(ms, now.value - Date.parse(startedAt)) : ms;
}
