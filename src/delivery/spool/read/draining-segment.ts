/** One segment on its way out: batches are read from it, and the file is deleted when it has no more. */
import { unlinkSync } from 'node:fs';
import type { DropReason } from '../../../model.js';
import type { Batch, BatchLimit } from '../../batch.js';
import type { Portion, SegmentReader } from '../format/segment-reader.js';

export type OnSegmentDrop = (reason: DropReason, count: number, isAdopted: boolean) => void;

export interface DrainingSegmentOptions {
  readonly path: string;
  readonly reader: SegmentReader;
  /** The lines were captured by a process that has ended. */
  readonly isAdopted: boolean;
  /** Nothing will be added to it. Asked before each read, so that no line is missed in between. */
  readonly isComplete: () => boolean;
  readonly maxAgeMs: number;
  readonly now: () => number;
  readonly onDrop: OnSegmentDrop;
}

/** Lines of one segment. */
export class DiskBatch implements Batch {
  readonly lines: readonly Buffer[];
  readonly isDurable = true;
  readonly isAdopted: boolean;
  readonly settle: () => void;

  constructor(lines: readonly Buffer[], isAdopted: boolean, settle: () => void) {
    this.lines = lines;
    this.isAdopted = isAdopted;
    this.settle = settle;
  }
}

export class DrainingSegment {
  readonly #options: DrainingSegmentOptions;

  constructor(options: DrainingSegmentOptions) {
    this.#options = options;
  }

  /** The next lines; `done` when the segment is complete and has no more, `wait` when more may be added. */
  next(limit: BatchLimit): DiskBatch | 'wait' | 'done' {
    const { reader, isAdopted, isComplete, onDrop } = this.#options;
    for (;;) {
      const mayEnd = isComplete();
      const portion = reader.read(limit);
      const count = portion.lines.length;
      if (count > 0 && !this.#isExpired()) return new DiskBatch(portion.lines, isAdopted, () => this.#settle(portion));
      if (count === 0 && portion.corrupt === 0) return mayEnd ? 'done' : 'wait';
      this.#settle(portion);
      if (count > 0) onDrop('expired', count, isAdopted);
    }
  }

  /** A line without its end is left. */
  get isTorn(): boolean {
    return this.#options.reader.tornBytes > 0;
  }

  /** Lines that have not been read. */
  countWaiting(): number {
    return this.#options.reader.countWaiting().lines;
  }

  close(): void {
    this.#options.reader.close();
  }

  /** Closes and deletes the segment; `lost` lines go with it. Returns the memory of its reader. */
  finish(lost: number, reason: DropReason): Buffer {
    const memory = this.#options.reader.close();
    unlinkQuietly(this.#options.path);
    if (lost > 0) this.#options.onDrop(reason, lost, this.#options.isAdopted);
    return memory;
  }

  #isExpired(): boolean {
    const { reader, now, maxAgeMs } = this.#options;
    return now() - reader.header.createdAt > maxAgeMs;
  }

  #settle({ end, corrupt }: Portion): void {
    const { reader, onDrop, isAdopted } = this.#options;
    reader.advance(end);
    if (corrupt > 0) onDrop('spool_error', corrupt, isAdopted);
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The writer deletes its last segment itself at exit.
  }
}
