/** The `Retry-After` header. */

export const DEFAULT_PAUSE_MS = 60_000;
const SHORTEST_MS = 1000;
const LONGEST_MS = 60 * 60 * 1000;

/**
 * Milliseconds to pause for a `Retry-After` header in seconds or as an HTTP date; a minute when it is missing or
 * invalid, and never more than an hour: an endpoint's mistake must not switch delivery off for good.
 */
export function parseRetryAfter(header: string | undefined, now: number): number {
  return retryAfterMs(header ?? '', now) ?? DEFAULT_PAUSE_MS;
}

/** The same; `undefined` when it is invalid. */
export function retryAfterMs(header: string, now: number): number | undefined {
  const wanted = wantedMs(header.trim(), now);
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, SHORTEST_MS), LONGEST_MS) : undefined;
}

function wantedMs(value: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  // `Date.parse` accepts much that is not a date; an HTTP date begins with the day's name.
  return /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) - now : Number.NaN;
}
