/** Percentiles of pooled raw values: a median of medians is a median of nothing. */

/**
 * The smallest value that at least `share` of all values do not exceed (nearest rank); `undefined` without values.
 * `sorted`: ascending. `share`: above 0, at most 1.
 */
export function percentileOf(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

export const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
