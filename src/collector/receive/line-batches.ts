/** Splits a stream into its lines, and hands on a few megabytes of them at a time: a file can be larger than memory. */
import { RECEIVE_LIMITS } from './receive-limits.js';

export interface Line {
  /** Counted from 0, empty ones too. */
  readonly index: number;
  /** `undefined`: more than one event may have. */
  readonly bytes: Buffer | undefined;
}

const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_LINES = 500;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/** All lines that are not empty. */
export async function* lineBatches(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  const lines = new Lines();
  for await (const chunk of stream) {
    lines.add(chunk);
    if (lines.isEnough) yield lines.take();
  }
  lines.end();
  yield lines.take();
}

class Lines {
  #found: Line[] = [];
  #foundBytes = 0;
  /** Of the line that has not ended yet. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #index = 0;

  get isEnough(): boolean {
    return this.#foundBytes >= BATCH_BYTES || this.#found.length >= BATCH_LINES;
  }

  add(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#append(chunk.subarray(start, end));
      this.end();
      start = end + 1;
    }
    this.#append(chunk.subarray(start));
  }

  end(): void {
    const isLong = this.#partBytes > RECEIVE_LIMITS.eventBytes;
    const bytes = isLong ? undefined : this.#line();
    if (bytes === undefined || !/^\s?$/.test(bytes.toString('latin1', 0, 2))) {
      this.#found.push({ index: this.#index, bytes });
      this.#foundBytes += bytes?.length ?? 0;
    }
    this.#index += 1;
    this.#parts = [];
    this.#partBytes = 0;
  }

  take(): readonly Line[] {
    const found = this.#found;
    this.#found = [];
    this.#foundBytes = 0;
    return found;
  }

  /** The rest of a line that is too long is not kept. */
  #append(part: Buffer): void {
    this.#partBytes += part.length;
    if (this.#partBytes <= RECEIVE_LIMITS.eventBytes) this.#parts.push(part);
    else this.#parts = [];
  }

  /** Editors on Windows begin a file with a byte order mark, which is no part of its first line. */
  #line(): Buffer {
    const bytes = Buffer.concat(this.#parts);
    const hasMark = this.#index === 0 && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  }
}
