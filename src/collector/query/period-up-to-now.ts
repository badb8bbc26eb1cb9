/** The time that events are of, without those that are dated ahead: a clock was wrong, or has been set back since. */
import type { Source } from '../store/source.js';

/** Clocks of two machines differ by as much. */
const TOLERANCE_MS = 60_000;

export const aheadMs = (nowMs: number): number => nowMs + TOLERANCE_MS;

/** Where all are dated ahead, it is the time of all. `undefined` without events. */
export function periodUpToNow(source: Source): ReturnType<Source['period']> {
  return source.period(aheadMs(Date.now())) ?? source.period();
}
