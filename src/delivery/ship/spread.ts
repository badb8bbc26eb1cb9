/**
 * How waits are spread at random, for receivers that thousands of processes send to: they start together after a
 * deployment, fail together in an outage, and have the same backlog afterwards.
 */

export interface Spread {
  /** How long the first events wait for others, and later ones: `ms`, but the first time a part of it. */
  gatherMs(ms: number): number;
  /** The wait before another attempt: `longestMs` at most. */
  backoffMs(longestMs: number): number;
  /** Between two batches of what has piled up during an outage. */
  paceMs(): number;
}

export const NO_SPREAD: Spread = { gatherMs: (ms) => ms, backoffMs: (ms) => ms, paceMs: () => 0 };

/** Even a lucky draw leaves the receiver some time. */
const SHORTEST_BACKOFF_MS = 100;
/** 512 events four times a second: a minute's backlog of a busy server is gone in a second or two. */
const PACE_MS = 250;

/** `random`: from 0 up to 1. */
export function createSpread(random: () => number): Spread {
  let hasGathered = false;
  return {
    gatherMs(ms) {
      const isFirst = !hasGathered;
      hasGathered = true;
      return isFirst ? ms * random() : ms;
    },
    // "Full jitter": anything between nothing and the whole wait.
    backoffMs: (longestMs) => Math.max(SHORTEST_BACKOFF_MS, longestMs * random()),
    paceMs: () => PACE_MS * (0.5 + random()),
  };
}
