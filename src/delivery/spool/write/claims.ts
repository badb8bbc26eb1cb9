/**
 * Which of this process's segments the worker may read and which the writer may still drop. One number decides:
 * `head`, the oldest segment that nobody has taken. Whichever side advances it by compare-and-exchange owns the
 * segment, so no segment is both delivered and dropped.
 */
import type { SharedNumber } from '../../shared-number.js';

export interface Claims {
  /** Writer: segment `sequence` is open and may be read. */
  open(sequence: number): void;
  /** Writer: nothing will be added to segment `sequence`. */
  seal(sequence: number): void;
  isSealed(sequence: number): boolean;
  /** Reader: takes the oldest segment, the open one included. */
  takeOldest(): number | undefined;
  /** Writer: takes the oldest sealed segment, to drop it. */
  takeToDrop(): number | undefined;
  /** The oldest segment that nobody has taken. */
  readonly head: number;
}

/** `numbers`: three, shared between the threads and zero at first. Sequences begin with 1. */
export function createClaims(numbers: readonly SharedNumber[]): Claims {
  const [head, tail, sealed] = numbers;
  if (head === undefined || tail === undefined || sealed === undefined) throw new Error('expected three numbers');
  head.replace(0, 1);

  function take(last: SharedNumber, first: SharedNumber): number | undefined {
    for (;;) {
      const oldest = first.value;
      if (oldest > last.value) return undefined;
      if (first.replace(oldest, oldest + 1)) return oldest;
    }
  }

  return {
    open: (sequence) => {
      tail.value = sequence;
    },
    seal: (sequence) => {
      sealed.value = sequence;
    },
    isSealed: (sequence) => sealed.value >= sequence,
    takeOldest: () => take(tail, head),
    takeToDrop: () => take(sealed, head),
    get head() {
      return head.value;
    },
  };
}
