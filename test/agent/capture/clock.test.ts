import { describe, expect, it } from 'vitest';
import { isoTime } from '../../../src/agent/capture/clock.js';

describe('a time in ISO 8601', () => {
  it.each([
    ['at the beginning of a second', 1_767_608_430_000],
    ['at its end', 1_767_608_430_999],
    ['with a part of a millisecond', 1_767_608_430_042.75],
    ['of the next second', 1_767_608_431_007],
    ['of one before', 1_767_608_429_070],
    ['of the first millisecond', 0],
    ['before that', -1],
    ['beyond the year 9999', 253_402_300_800_123],
  ])('%s', (_, atMs) => {
    expect(isoTime(atMs)).toBe(new Date(atMs).toISOString());
  });

  it('is none where there is no such time, as ever', () => {
    expect(() => isoTime(Number.NaN)).toThrow(RangeError);
    expect(isoTime(1000)).toBe('1970-01-01T00:00:01.000Z');
  });
});
