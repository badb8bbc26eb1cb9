/** What the age of events is counted from. */

/**
 * Never later than this process knows to be true: a clock that is set forward by mistake would delete everything. The other
 * one stands still while the machine sleeps, and then events are kept for longer.
 */
export function ageClock(): number {
  return Math.min(Date.now(), performance.timeOrigin + performance.now());
}
