/** The worker's side of the memory queue: it pulls lines, so that the main thread's limit holds. */
import type { Backlog, Batch, BatchLimit } from '../../batch.js';

export interface MemoryBacklogOptions {
  /** Lines that wait on the main thread. */
  readonly queued: () => number;
  /** Asks the main thread for up to `count` lines; the answer is passed to `receive`. */
  readonly pull: (count: number) => void;
}

export class MemoryBacklog implements Backlog {
  readonly #options: MemoryBacklogOptions;
  #lines: Buffer[] = [];
  #onArrival: (() => void) | undefined;

  constructor(options: MemoryBacklogOptions) {
    this.#options = options;
  }

  async nextBatch(limit: BatchLimit): Promise<Batch | undefined> {
    if (this.#lines.length === 0 && this.#options.queued() > 0) {
      await new Promise<void>((resolve) => {
        this.#onArrival = resolve;
        this.#options.pull(limit.events);
      });
    }
    const lines = firstLines(this.#lines, limit);
    return lines.length === 0 ? undefined : { lines, isDurable: false, isAdopted: false };
  }

  ack(batch: Batch): void {
    this.#lines = this.#lines.slice(batch.lines.length);
  }

  /** Lines from the main thread, pulled or (at exit) not. */
  receive(more: readonly string[]): void {
    this.#lines.push(...more.map((line) => Buffer.from(line)));
    this.#onArrival?.();
    this.#onArrival = undefined;
  }
}

function firstLines(lines: readonly Buffer[], { events, bytes }: BatchLimit): readonly Buffer[] {
  let total = 0;
  const tooMany = lines.slice(0, events).findIndex((line, index) => {
    total += line.length;
    return index > 0 && total > bytes;
  });
  return lines.slice(0, tooMany < 0 ? events : tooMany);
}
