/** A few lines of what a program prints: the first, or the last. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KEPT_LINES = 40;
const KEPT_CHARACTERS = 500;

export class OutputTail {
  readonly #keep: 'first' | 'last';
  readonly lines: string[] = [];
  count = 0;

  constructor(keep: 'first' | 'last') {
    this.#keep = keep;
  }

  /** `isTaken`: a line that is somebody else's, and not kept here. */
  read(stream: Readable, isTaken: (line: string) => boolean): void {
    stream.setEncoding('utf8');
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      if (!isTaken(line)) this.#add(line.slice(0, KEPT_CHARACTERS));
    });
  }

  #add(line: string): void {
    this.count += 1;
    const isFull = this.lines.length >= KEPT_LINES;
    if (isFull && this.#keep === 'first') return;
    if (isFull) this.lines.shift();
    this.lines.push(line);
  }
}
