/** Reads the lines of one segment from its cursor on. */
import { closeSync, readSync } from 'node:fs';
import type { BatchLimit } from '../../batch.js';
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
/**
 * Every read goes through it, and only what came is copied: memory outside of the heap is freed late, and a chunk for each
 * read added up to 20 MB to a busy process (#14).
 */
const scratch = Buffer.allocUnsafeSlow(CHUNK_BYTES);
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export class SegmentReader {
  readonly header: SegmentHeader;
  readonly #fd: number;
  #cursor: number;
  /** Lines from the cursor on, as they were found, and the bytes that they take in the file. */
  #found: Buffer[] = [];
  #foundBytes = 0;
  /** What has been read behind them. */
  #ahead: Buffer = Buffer.alloc(0);

  /** `fd`: open for reading and writing. */
  constructor(fd: number, header: SegmentHeader) {
    this.#fd = fd;
    this.header = header;
    this.#cursor = header.cursor;
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

  /** Writes the cursor to the file. `end`: of a portion. */
  advance(end: number): void {
    writeCursor(this.#fd, end);
    let left = end - this.#cursor;
    this.#foundBytes -= left;
    this.#found = this.#found.filter((line) => {
      if (left <= 0) return true;
      left -= line.length + 1;
      return false;
    });
    this.#cursor = end;
  }

  /** Bytes behind the cursor that are not a whole line. Meaningful when `read` found none. */
  get tornBytes(): number {
    return this.#ahead.length;
  }

  /** Lines behind the cursor, and their bytes; moves nothing. */
  countWaiting(): { readonly lines: number; readonly bytes: number } {
    let lines = 0;
    let bytes = 0;
    for (;;) {
      const count = readSync(this.#fd, scratch, 0, CHUNK_BYTES, this.#cursor + bytes);
      if (count === 0) return { lines, bytes };
      bytes += count;
      for (let at = scratch.indexOf(NEWLINE); at >= 0 && at < count; at = scratch.indexOf(NEWLINE, at + 1)) lines += 1;
    }
  }

  close(): void {
    closeSync(this.#fd);
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
    const count = readSync(this.#fd, scratch, 0, CHUNK_BYTES, position);
    if (count > 0) this.#ahead = Buffer.concat([this.#ahead, scratch.subarray(0, count)]);
    return count > 0;
  }
}

/** As much as can be said without parsing. */
function isObject(line: Buffer): boolean {
  return line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE && !line.includes(0);
}
