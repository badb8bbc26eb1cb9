/** A sparkline's columns. */
import { expect, it } from 'vitest';
import { TREND_PARTS, Trend } from '../../../src/analysis/charts/trend.js';

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

it('counts times in equal parts, the first and the last moment included', () => {
  const trend = new Trend(1000, 1059);
  for (const at of [999, 1000, 1001, 1002, 1058, 1059, 1060]) trend.add(at);
  expect(trend.counts).toEqual([2, 1, ...Array<number>(TREND_PARTS - 3).fill(0), 2]);
});

it('divides slots that lie in two parts, so that even traffic looks even', () => {
  const trend = new Trend(90_000, 90_000 + 3 * 3_600_000);
  for (let start = 0; start < 4 * 3_600_000; start += 300_000) trend.addSlot(start, 300_000, 100);
  const middle = trend.counts.slice(1, -1);
  expect(Math.max(...middle) - Math.min(...middle)).toBeLessThanOrEqual(1);
});

it('keeps the sum, and one call in one part', () => {
  const trend = new Trend(0, 100_000);
  trend.addSlot(0, 10_000, 1);
  trend.addSlot(40_000, 10_000, 7);
  trend.addSlot(95_000, 10_000, 5);
  expect(sum(trend.counts)).toBe(13);
  expect(trend.counts.every(Number.isInteger)).toBe(true);
});
