/** Durations in buckets, and series over time. */
import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  bucketOf,
  CONVENTION_LIMITS_S,
  LIMITS_MS,
  quantileOf,
} from '../../../src/analysis/charts/histogram.js';
import { type Counted, SeriesBuilder } from '../../../src/analysis/charts/series.js';

describe('the buckets', () => {
  it('are a refinement of the conventions’ 14', () => {
    for (const limit of CONVENTION_LIMITS_S) expect(LIMITS_MS).toContain(limit * 1000);
    expect(CONVENTION_LIMITS_S).toHaveLength(14);
  });

  it('take a duration up to and including their limit', () => {
    expect([0, 0.1, 0.11, 10, 10.1, 300_000, 300_001].map(bucketOf)).toEqual([0, 0, 1, 8, 9, BUCKETS - 2, BUCKETS - 1]);
  });

  it('give a quantile inside the bucket that holds it', () => {
    const counts = Array<number>(BUCKETS).fill(0);
    counts[bucketOf(15)] = 99;
    counts[bucketOf(4000)] = 1;
    expect(quantileOf(counts, 0.5)).toBeGreaterThan(10);
    expect(quantileOf(counts, 0.5)).toBeLessThan(20);
    expect(quantileOf(counts, 1)).toBeGreaterThan(3000);
    expect(quantileOf([], 0.5)).toBe(null);
  });
});

describe('a series', () => {
  const counted = (over: Partial<Counted>): Counted => ({
    event_type: 'tool_call',
    event_name: 'add',
    server_name: 'a',
    status: 'ok',
    started_ms: 0,
    slot_ms: 1,
    buckets: [[3, 1]],
    ...over,
  });

  it('counts by interval, and joins what is beyond eight', () => {
    const builder = new SeriesBuilder('tool', { fromMs: 1000, stepMs: 10, points: 3 });
    for (let tool = 0; tool < 30; tool += 1) {
      builder.add(counted({ event_name: `tool ${tool}`, started_ms: 1010, buckets: [[2, 100 - tool]] }));
    }
    builder.add(counted({ event_name: 'tool 0', started_ms: 1029, status: 'died' }));
    builder.add(counted({ started_ms: 999 }));
    builder.add(counted({ started_ms: 1030 }));
    const series = builder.result();
    expect(series).toHaveLength(9);
    expect(series[0]).toMatchObject({ key: { event_name: 'tool 0' }, calls: [0, 100, 1], errors: [0, 0, 1] });
    expect(series[0]?.p50_ms).toEqual([null, expect.any(Number), expect.any(Number)]);
    expect(series[8]?.key).toEqual({ other: true });
    expect(series.flatMap(({ calls }) => calls).reduce((a, b) => a + b, 0)).toBe(30 * 100 - 435 + 1);
  });
});
