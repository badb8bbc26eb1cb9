/** When a row happened, for a list: the close of a session begins with the session, and belongs to its end. */
import type { Row } from '../api/types.js';

export const momentOf = ({ event_type: type, started_at: startedAt, duration_ms: ms }: Row): string =>
  type === 'close' ? new Date(Date.parse(startedAt) + ms).toISOString() : startedAt;
