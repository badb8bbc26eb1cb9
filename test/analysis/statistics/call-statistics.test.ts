import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statisticsOf } from '../../../src/analysis/statistics/call-statistics.js';
import { ascending, percentileOf } from '../../../src/analysis/statistics/percentile.js';

describe('a percentile', () => {
  it('is a value that was measured, with at least its share at or below it', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (all, share) => {
        const found = percentileOf(ascending(all), share) ?? Number.NaN;
        expect(all).toContain(found);
        expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(Math.floor(all.length * share));
        expect(all.filter((value) => value < found).length).toBeLessThan(all.length * share);
      }),
    );
  });

  it('of nothing is unknown', () => {
    expect(percentileOf([], 0.5)).toBeUndefined();
    expect(statisticsOf([])).toBeUndefined();
  });
});
