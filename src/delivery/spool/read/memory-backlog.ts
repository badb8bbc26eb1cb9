import type { Backlog, Batch } from './backlog.js';

/** The worker's side of the memory queue: it pulls, so that the main thread's bound holds. */
export interface MemoryBacklog extends Backlog {
  /** Lines from the main thread, asked for or (at exit) not. */
  receive(lines: readonly string[]): void;
}

export interface MemoryBacklogOptions {
  /** Lines that wait on the main thread. */
  readonly queued: () => number;
  /** Asks the main thread for up to `count` lines; the answer comes through `receive`. */
  readonly pull: (count: number) => void;
}

export function createMemoryBacklog({ queued, pull }: MemoryBacklogOptions): MemoryBacklog {
  let lines: Buffer[] = [];
  let arrived: (() => void) | undefined;

  return {
    async nextBatch(limit) {
      if (lines.length === 0 && queued() > 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
          pull(limit.events);
        });
      }
      if (lines.length === 0) return undefined;
      let bytes = 0;
      const fits = lines.slice(0, limit.events).findIndex((line, index) => {
        bytes += line.length;
        return index > 0 && bytes > limit.bytes;
      });
      const batch: Batch = {
        lines: lines.slice(0, fits < 0 ? limit.events : fits),
        isDurable: false,
        isAdopted: false,
      };
      return batch;
    },
    ack(batch) {
      lines = lines.slice(batch.lines.length);
    },
    receive(more) {
      lines.push(...more.map((line) => Buffer.from(line)));
      arrived?.();
      arrived = undefined;
    },
  };
}
