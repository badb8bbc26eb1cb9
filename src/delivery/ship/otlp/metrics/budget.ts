/**
 * How much all metrics of this process may grow, whatever its servers and their clients do: all servers take from one
 * budget, and give back what they no longer need.
 */
import { DURATIONS } from './instruments.js';

/** Of all servers and metrics together. */
export const MOST_SERIES = 2000;
/** Of all servers; more than a metric may have series. */
const MOST_NAMES = 2000;
/** What `mcpwatch.events.dropped` has one series for (`DropReason`). */
const DROP_REASONS = 9;

/** Taken for every server: there is always room for what has no room of its own, and for what was lost. */
export const RESERVED_SERIES = Object.keys(DURATIONS).length + DROP_REASONS;

export class Allowance {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** `false`: there is not that much left, and nothing was taken. */
  take(count = 1): boolean {
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }

  giveBack(count: number): void {
    this.#left += count;
  }
}

export interface Budget {
  readonly series: Allowance;
  /** Of methods, tools and prompts. */
  readonly names: Allowance;
}

export function newBudget(): Budget {
  return { series: new Allowance(MOST_SERIES), names: new Allowance(MOST_NAMES) };
}
