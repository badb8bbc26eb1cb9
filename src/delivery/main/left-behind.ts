/** What a thread that has ended has left behind, by the counters that it shared. */
import { Counters } from '../counters.js';

export interface LeftBehind {
  /** Events that waited in its memory, and are lost with it. */
  readonly lost: number;
}

export function leftBehind(memory: Int32Array): LeftBehind {
  return { lost: new Counters(memory).memoryHeld.value };
}
