/**
 * Which of this process's segments the worker may read and which the writer may still drop. One number
 * decides: `head`, the oldest segment that nobody has taken. Whoever moves it on by compare-and-exchange
 * owns the segment, so that none is both delivered and dropped.
 */
export interface Claims {
  /** Writer: segment `sequence` is open and may be read from. */
  open(sequence: number): void;
  /** Writer: nothing will be added to segment `sequence`. */
  seal(sequence: number): void;
  isSealed(sequence: number): boolean;
  /** Reader: takes the oldest segment, the open one included. */
  takeOldest(): number | undefined;
  /** Writer: takes the oldest segment that is sealed, to drop it. */
  takeToDrop(): number | undefined;
  /** The oldest segment that nobody has taken. */
  readonly head: number;
}

/** `slots`: three integers, shared between the threads and zero at first. Sequences begin with 1. */
export function createClaims(slots: Int32Array): Claims {
  const [HEAD, TAIL, SEALED] = [0, 1, 2] as const;
  Atomics.compareExchange(slots, HEAD, 0, 1);

  function take(last: number): number | undefined {
    for (;;) {
      const oldest = Atomics.load(slots, HEAD);
      if (oldest > Atomics.load(slots, last)) return undefined;
      if (Atomics.compareExchange(slots, HEAD, oldest, oldest + 1) === oldest) return oldest;
    }
  }

  return {
    open: (sequence) => void Atomics.store(slots, TAIL, sequence),
    seal: (sequence) => void Atomics.store(slots, SEALED, sequence),
    isSealed: (sequence) => Atomics.load(slots, SEALED) >= sequence,
    takeOldest: () => take(TAIL),
    takeToDrop: () => take(SEALED),
    get head() {
      return Atomics.load(slots, HEAD);
    },
  };
}
