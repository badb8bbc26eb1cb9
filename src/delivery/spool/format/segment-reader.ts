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
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export class SegmentReader {
  readonly header: SegmentHeader;
  readonly #fd: number;
  #cursor: number;
  /** The file's bytes from the cursor on, as far as they have been read. */
  #ahead: Buffer = Buffer.alloc(0);

  /** `fd`: open for reading and writing. */
  constructor(fd: number, header: SegmentHeader) {
    this.#fd = fd;
    this.header = header;
    this.#cursor = header.cursor;
  }

  /** Starts at the cursor; returns the same lines again until `advance`. Leaves out a line without its end. */
  read(limit: BatchLimit): Portion {
    const lines: Buffer[] = [];
    let corrupt = 0;
    let from = 0;
    let bytes = 0;
    while (lines.length < limit.events) {
      const end = this.#endOfLine(from);
      if (end < 0) break;
      const line = this.#ahead.subarray(from, end);
      if (lines.length > 0 && bytes + line.length > limit.bytes) break;
      if (isObject(line)) lines.push(line);
      else corrupt += 1;
      bytes += line.length;
      from = end + 1;
    }
    return { lines, corrupt, end: this.#cursor + from };
  }

  /** Writes the cursor to the file. */
  advance(end: number): void {
    writeCursor(this.#fd, end);
    this.#ahead = this.#ahead.subarray(end - this.#cursor);
    this.#cursor = end;
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

  close(): void {
    closeSync(this.#fd);
  }

  /** Reads on until there is a line break behind `from`; -1 when the file has none. */
  #endOfLine(from: number): number {
    for (;;) {
      const end = this.#ahead.indexOf(NEWLINE, from);
      if (end >= 0 || !this.#readMore()) return end;
    }
  }

  #readMore(): boolean {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(this.#fd, chunk, 0, CHUNK_BYTES, this.#cursor + this.#ahead.length);
    if (count > 0) this.#ahead = Buffer.concat([this.#ahead, chunk.subarray(0, count)]);
    return count > 0;
  }
}

/** As much as can be said without parsing. */
function isObject(line: Buffer): boolean {
  return line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE && !line.includes(0);
}
