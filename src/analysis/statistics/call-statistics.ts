/** What a group of calls (of one tool, one method, one server) took and answered. */
import { ascending, percentileOf } from './percentile.js';

/** One finished call, as far as statistics go. */
export interface CallSample {
  readonly durationMs: number;
  /** The part of `durationMs` that the call did not spend waiting for its client. */
  readonly serverMs: number;
  readonly isError: boolean;
  /** Size of the result; `undefined` where it is not known. */
  readonly resultBytes: number | undefined;
  /** Server-to-client requests and rounds that the call took. */
  readonly roundTrips: number;
}

export interface CallStatistics {
  readonly calls: number;
  readonly errors: number;
  /** From 0 to 1. */
  readonly errorRate: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** The 95th percentile of the server's own time. */
  readonly serverP95Ms: number;
  /** The largest result; `undefined` when no size is known. */
  readonly maxResultBytes: number | undefined;
  /** Of the call that took the most. */
  readonly maxRoundTrips: number;
}

/** `undefined` without calls: nothing can be said. */
export function statisticsOf(samples: readonly CallSample[]): CallStatistics | undefined {
  if (samples.length === 0) return undefined;
  const durations = ascending(samples.map(({ durationMs }) => durationMs));
  const serverTimes = ascending(samples.map(({ serverMs }) => serverMs));
  const sizes = samples.flatMap(({ resultBytes }) => (resultBytes === undefined ? [] : [resultBytes]));
  const errors = samples.filter(({ isError }) => isError).length;
  const at = (values: readonly number[], share: number) => percentileOf(values, share) ?? 0;
  return {
    calls: samples.length,
    errors,
    errorRate: errors / samples.length,
    p50Ms: at(durations, 0.5),
    p95Ms: at(durations, 0.95),
    p99Ms: at(durations, 0.99),
    maxMs: at(durations, 1),
    serverP95Ms: at(serverTimes, 0.95),
    maxResultBytes: sizes.length === 0 ? undefined : sizes.reduce((a, b) => Math.max(a, b)),
    maxRoundTrips: samples.reduce((most, { roundTrips }) => Math.max(most, roundTrips), 0),
  };
}
