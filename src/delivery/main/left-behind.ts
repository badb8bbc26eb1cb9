/** What a thread that has ended has left behind, by the counters that it shared. */
import { Counters } from '../counters.js';

export interface LeftBehind {
  /** Events that waited in its memory, and are lost with it. */
  readonly lost: number;
  /** There may be events on disk. */
  readonly isSomething: boolean;
}

export function leftBehind(memory: Int32Array): LeftBehind {
  const { memoryHeld, finished } = new Counters(memory);
  return { lost: memoryHeld.value, isSomething: finished.value === 0 };
}
