/** The main thread's queue where there is no disk: limited in size, the oldest line is dropped first. */
export class MemoryQueue {
  readonly #maxLines: number;
  readonly #onDropOldest: () => void;
  #lines: string[] = [];
  /** Index of the oldest line: taking from the front of a long array is slow. */
  #first = 0;
  #inHand = 0;

  constructor(maxLines: number, onDropOldest: () => void) {
    this.#maxLines = maxLines;
    this.#onDropOldest = onDropOldest;
  }

  push(line: string): void {
    this.#lines.push(line);
    if (this.queued + this.#inHand <= this.#maxLines || this.queued <= 1) return;
    this.#lines[this.#first] = '';
    this.#first += 1;
    if (this.#first >= this.#maxLines) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
    this.#onDropOldest();
  }

  /** The oldest `count` lines; from now on the worker has them in hand. */
  take(count: number): string[] {
    const taken = this.#lines.slice(this.#first, this.#first + count);
    this.#lines = this.#lines.slice(this.#first + taken.length);
    this.#first = 0;
    this.#inHand += taken.length;
    return taken;
  }

  /** `count` lines in hand are done with. */
  settle(count: number): void {
    this.#inHand -= count;
  }

  /** Lines that the worker does not have in hand. */
  get queued(): number {
    return this.#lines.length - this.#first;
  }

  get inHand(): number {
    return this.#inHand;
  }
}
