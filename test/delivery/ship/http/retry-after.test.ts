import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../../../src/delivery/ship/http/retry-after.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

it.each([
  ['seconds', '5', 5000],
  ['an HTTP date', 'Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['missing', undefined, 60_000],
  ['empty', '', 60_000],
  ['words', 'soon', 60_000],
  ['Soon, which looks like a date', 'Soonish', 60_000],
  ['negative', '-5', 60_000],
  ['not a number of seconds', '5e9x', 60_000],
  ['zero: not at once, lest it become a loop', '0', 1000],
  ['a date that has passed', 'Sun, 22 Nov 2020 12:00:30 GMT', 1000],
  ['a thousand years', '31536000000', 3_600_000],
  ['more digits than a number holds', '9'.repeat(400), 60_000],
])('Retry-After: %s', (_, header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});
