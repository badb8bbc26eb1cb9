/** Percentiles by the nearest rank, of raw values. */

/** `sorted` ascending; `null` without values. `share`: above 0, at most 1. */
export function percentileOf(sorted: readonly number[], share: number): number | null {
  return sorted[rankOf(sorted.length, share)] ?? null;
}

/** Position of the percentile among `count` values in ascending order, from 0. */
export function rankOf(count: number, share: number): number {
  return Math.max(0, Math.ceil(count * share) - 1);
}
