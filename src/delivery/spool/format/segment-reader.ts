/** Reads the lines of one segment from its cursor on. */
import { closeSync, readSync } from 'node:fs';
import { type BatchLimit, MAX_BATCH_BYTES } from '../../batch.js';
import { type SegmentHeader, writeCursor } from './segment-header.js';

/** Lines as found, up to a limit. */
export interface Portion {
  readonly lines: readonly Buffer[];
  /** Lines that cannot be events (binary rubbish after a power cut), to be dropped with the portion. */
  readonly corrupt: number;
  /** The cursor's position once the portion is done with. */
  readonly end: number;
}

const CHUNK_BYTES = 64 * 1024;
/** Memory grows in steps up to this size, which holds a batch; beyond it only for a line that needs more. */
const LARGEST_STEP_BYTES = 2 * MAX_BATCH_BYTES;
const NOTHING = Buffer.allocUnsafeSlow(0);
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export class SegmentReader {
  readonly header: SegmentHeader;
  readonly #fd: number;
  #cursor: number;
  /**
   * What has been read, the same memory for each batch: memory outside of the heap is freed late, and a new buffer for each
   * read added up to 25 MB to a busy process (#14). Starts at offset 0 of its ArrayBuffer.
   */
  #memory: Buffer = NOTHING;
  /** Lines from the cursor on, as they were found, and the bytes that they take in the file. */
  #found: Buffer[] = [];
  #foundBytes = 0;
  /** The end of `#memory`, behind them. */
  #ahead: Buffer = NOTHING;

  /** `fd`: open for reading and writing. `memory`: of a reader that has been closed. */
  constructor(fd: number, header: SegmentHeader, memory: Buffer = NOTHING) {
    this.#fd = fd;
    this.header = header;
    this.#cursor = header.cursor;
    this.#moveTo(memory);
  }

  /** Starts at the cursor; returns the same buffers again until `advance`. Leaves out a line without its end. */
  read(limit: BatchLimit): Portion {
    const lines: Buffer[] = [];
    let taken = 0;
    let bytes = 0;
    while (lines.length < limit.events) {
      const line = this.#found[taken] ?? this.#find();
      if (line === undefined || (lines.length > 0 && bytes + line.length > limit.bytes)) break;
      if (isObject(line)) lines.push(line);
      bytes += line.length;
      taken += 1;
    }
    return { lines, corrupt: taken - lines.length, end: this.#cursor + bytes + taken };
  }

  /** Writes the cursor to the file. `end`: of a portion, whose lines are no longer valid. */
  advance(end: number): void {
    writeCursor(this.#fd, end);
    const isAllTaken = end === this.#cursor + this.#foundBytes;
    this.#cursor = end;
    this.#found = [];
    this.#foundBytes = 0;
    // Lines that were found and not taken are read again, which is rare.
    if (!isAllTaken) this.#ahead = NOTHING;
    this.#moveTo(this.#memory);
  }

  /** Bytes behind the cursor that are not a whole line. Meaningful when `read` found none. */
  get tornBytes(): number {
    return this.#ahead.length;
  }

  /** Lines behind the cursor, and their bytes; moves nothing. */
  countWaiting(): { readonly lines: number; readonly bytes: number } {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let lines = 0;
    let bytes = 0;
    for (;;) {
      const count = readSync(this.#fd, chunk, 0, CHUNK_BYTES, this.#cursor + bytes);
      if (count === 0) return { lines, bytes };
      bytes += count;
      for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < count; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    }
  }

  /** Returns its memory, for another reader. Its lines are no longer valid. */
  close(): Buffer {
    closeSync(this.#fd);
    return this.#memory;
  }

  /** The next line of which nobody knows yet; `undefined` when the file has no more that is whole. */
  #find(): Buffer | undefined {
    let end = this.#ahead.indexOf(NEWLINE);
    while (end < 0 && this.#readMore()) end = this.#ahead.indexOf(NEWLINE);
    if (end < 0) return undefined;
    const line = this.#ahead.subarray(0, end);
    this.#found.push(line);
    this.#foundBytes += end + 1;
    this.#ahead = this.#ahead.subarray(end + 1);
    return line;
  }

  #readMore(): boolean {
    const position = this.#cursor + this.#foundBytes + this.#ahead.length;
    if (this.#memory.length - endOf(this.#ahead) < CHUNK_BYTES) this.#moveTo(this.#largerMemory());
    const from = this.#ahead.byteOffset;
    const to = endOf(this.#ahead);
    const count = readSync(this.#fd, this.#memory, to, CHUNK_BYTES, position);
    this.#ahead = this.#memory.subarray(from, to + count);
    return count > 0;
  }

  /** Lines that were found stay where they are. */
  #largerMemory(): Buffer {
    const grown = Math.min(2 * this.#memory.length, LARGEST_STEP_BYTES);
    return Buffer.allocUnsafeSlow(Math.max(grown, this.#ahead.length + CHUNK_BYTES));
  }

  #moveTo(memory: Buffer): void {
    memory.set(this.#ahead, 0);
    this.#memory = memory;
    this.#ahead = memory.subarray(0, this.#ahead.length);
  }
}

const endOf = ({ byteOffset, length }: Buffer): number => byteOffset + length;

/** As much as can be said without parsing. */
function isObject(line: Buffer): boolean {
  return line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE && !line.includes(0);
}
