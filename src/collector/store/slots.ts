/** Lengths of the time slots that roll-ups count in. */

export const SLOTS_MS: readonly number[] = [10_000, 300_000, 3_600_000];
export const FINEST_SLOT_MS = 10_000;

/** The longest slot that is not longer than `ms`. */
export function slotWithin(ms: number): number | undefined {
  return SLOTS_MS.findLast((slot) => slot <= ms);
}
