/** What a budget can limit: one row a metric. */
import type { CallStatistics } from '../statistics/call-statistics.js';

/** How the limit of a metric is written, and shown. */
export type Unit = 'ms' | 'bytes' | 'share' | 'count';

export interface CallMetric {
  readonly unit: Unit;
  /** Fewer samples than this say nothing about the metric. */
  readonly minSamples: number;
  /** `undefined`: not known for these calls. */
  readonly read: (of: CallStatistics) => number | undefined;
}

/**
 * A percentile needs enough calls to have a place of its own: with fewer than 20 the 95th percentile is the slowest call,
 * with fewer than 100 the 99th is.
 */
export const CALL_METRICS = {
  p50: { unit: 'ms', minSamples: 2, read: (of) => of.p50Ms },
  p95: { unit: 'ms', minSamples: 20, read: (of) => of.p95Ms },
  p99: { unit: 'ms', minSamples: 100, read: (of) => of.p99Ms },
  max: { unit: 'ms', minSamples: 1, read: (of) => of.maxMs },
  serverTime: { unit: 'ms', minSamples: 20, read: (of) => of.serverP95Ms },
  errorRate: { unit: 'share', minSamples: 1, read: (of) => of.errorRate },
  resultBytes: { unit: 'bytes', minSamples: 1, read: (of) => of.maxResultBytes },
  roundTrips: { unit: 'count', minSamples: 1, read: (of) => of.maxRoundTrips },
  minCalls: { unit: 'count', minSamples: 0, read: (of) => of.calls },
} as const satisfies Readonly<Record<string, CallMetric>>;

export type CallMetricName = keyof typeof CALL_METRICS;

export function isCallMetricName(name: string): name is CallMetricName {
  return Object.hasOwn(CALL_METRICS, name);
}
