/**
 * Durations counted in buckets. The limits refine those of OpenTelemetry's MCP conventions (their 14 are among ours), so
 * that the same counts serve the charts and, added up, the metrics.
 */

/** Upper limits in seconds, as the conventions have them. */
export const CONVENTION_LIMITS_S: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** Upper limits in milliseconds; a last bucket takes what is longer. */
export const LIMITS_MS: readonly number[] = [
  0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000,
  60_000, 120_000, 300_000,
];

export const BUCKETS = LIMITS_MS.length + 1;

/** A limit belongs to the bucket below it, as in Prometheus (`le`). */
export function bucketOf(durationMs: number): number {
  let low = 0;
  let high = LIMITS_MS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (durationMs <= (LIMITS_MS[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Interpolated inside its bucket; `null` without counts. `counts` by bucket. */
export function quantileOf(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(total * share));
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (below + count >= rank) return within(bucket, (rank - below - 0.5) / count);
    below += count;
  }
  return null;
}

function within(bucket: number, share: number): number {
  const low = LIMITS_MS[bucket - 1] ?? 0;
  const high = LIMITS_MS[bucket] ?? low;
  return low + (high - low) * share;
}
