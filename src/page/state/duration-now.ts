/** How long a call has taken: one that is still open grows while the reader looks. */
import type { Row } from '../api/types.js';
import { now } from './clock.js';

/** In a report nothing goes on: there a call has taken as long as its last event says. */
export function durationNow({ status, started_at: startedAt, duration_ms: ms }: Row): number {
  const isOpen = (status === 'running' || status === 'hanging') && !__REPORT__;
  return isOpen ? Math.max(ms, now.value - Date.parse(startedAt)) : ms;
}
