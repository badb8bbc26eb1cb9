/** The main thread's queue where there is no disk: bounded, the oldest line goes first. */
export interface MemoryQueue {
  push(line: string): void;
  /** The oldest `count` lines, which the worker has in hand from now on. */
  take(count: number): string[];
  /** `count` lines in hand are done with. */
  settle(count: number): void;
  /** Lines that nobody has in hand. */
  readonly queued: number;
  readonly inHand: number;
}

export function createMemoryQueue(maxQueue: number, onDropOldest: () => void): MemoryQueue {
  let lines: string[] = [];
  /** Index of the oldest line: taking from the front of a long array is slow. */
  let first = 0;
  let inHand = 0;
  const queued = () => lines.length - first;

  return {
    push(line) {
      lines.push(line);
      if (queued() + inHand <= maxQueue || queued() <= 1) return;
      lines[first] = '';
      first += 1;
      if (first >= maxQueue) {
        lines = lines.slice(first);
        first = 0;
      }
      onDropOldest();
    },
    take(count) {
      const taken = lines.slice(first, first + count);
      lines = lines.slice(first + taken.length);
      first = 0;
      inHand += taken.length;
      return taken;
    },
    settle(count) {
      inHand -= count;
    },
    get queued() {
      return queued();
    },
    get inHand() {
      return inHand;
    },
  };
}
