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

/** What a list (`tools/list`, `resources/list`, `prompts/list`) costs whoever reads it. */
export interface ListStatistics {
  /** Size of all entries together, as JSON. */
  readonly bytes: number;
  readonly entries: number;
  /** Size in the baseline; `undefined` where there is none. */
  readonly baselineBytes: number | undefined;
}

export interface ListMetric {
  readonly unit: Unit;
  readonly read: (of: ListStatistics) => number | undefined;
}

export const LIST_METRICS = {
  bytes: { unit: 'bytes', read: (of) => of.bytes },
  tools: { unit: 'count', read: (of) => of.entries },
  increase: {
    unit: 'share',
    read: ({ bytes, baselineBytes }) =>
      baselineBytes === undefined || baselineBytes === 0 ? undefined : Math.max(0, bytes / baselineBytes - 1),
  },
} as const satisfies Readonly<Record<string, ListMetric>>;

export type ListMetricName = keyof typeof LIST_METRICS;
export type MetricName = CallMetricName | ListMetricName;

export const METRIC_NAMES: readonly string[] = [...Object.keys(CALL_METRICS), ...Object.keys(LIST_METRICS)];

export function isListMetricName(name: string): name is ListMetricName {
  return Object.hasOwn(LIST_METRICS, name);
}

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(CALL_METRICS, name) || isListMetricName(name);
}

export function unitOf(name: MetricName): Unit {
  return isListMetricName(name) ? LIST_METRICS[name].unit : CALL_METRICS[name].unit;
}
