/** Events that senders have lost, added up by reason. */
import type { Lost } from './source.js';

export interface Loss {
  readonly reason: string;
  readonly count: number;
  readonly atMs: number;
}

export function withLoss(before: Lost | undefined, { reason, count, atMs }: Loss): Lost {
  return {
    reason,
    count: (before?.count ?? 0) + count,
    first_ms: Math.min(before?.first_ms ?? atMs, atMs),
    last_ms: Math.max(before?.last_ms ?? atMs, atMs),
  };
}
