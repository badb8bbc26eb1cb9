/** Times of events: ISO 8601, as Node and Python write them. */

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/;
/** In the year 2252. Later ones are more than a number holds exactly, together with a duration. */
const LATEST_US = 8_900_000_000_000_000;
/** Three years. */
const LONGEST_MS = 100_000_000_000;

/** Microseconds since 1970; `NaN` when it is not a time. Digits beyond microseconds are ignored. */
export function microseconds(iso: string): number {
  const match = ISO.exec(iso);
  if (match === null) return Number.NaN;
  const [, digits = ''] = match;
  // `Date.parse` reads three of the digits.
  return Date.parse(iso) * 1000 + Number(digits.slice(3, 6).padEnd(3, '0'));
}

export function isTime(value: unknown): boolean {
  const us = typeof value === 'string' ? microseconds(value) : Number.NaN;
  return us >= 0 && us <= LATEST_US;
}

/** Milliseconds; a little below zero where a clock was set back. */
export function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= LONGEST_MS;
}
