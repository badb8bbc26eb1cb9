/** Explicit bucket boundaries of all MCP durations, in seconds (mcp.md, each metric's "SHOULD be specified with"). */
export const BOUNDS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** A bound belongs to the bucket below it (metrics.proto, HistogramDataPoint.explicit_bounds). */
export function bucketOf(seconds: number): number {
  let index = 0;
  while (index < BOUNDS.length && seconds > (BOUNDS[index] ?? 0)) index += 1;
  return index;
}
