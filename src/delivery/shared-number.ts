/** A 32-bit number in memory that threads share. It wraps around: compare differences, not values. */
export class SharedNumber {
  readonly #memory: Int32Array;
  readonly #at: number;

  constructor(memory: Int32Array, at: number) {
    this.#memory = memory;
    this.#at = at;
  }

  get value(): number {
    return Atomics.load(this.#memory, this.#at);
  }

  set value(next: number) {
    Atomics.store(this.#memory, this.#at, next);
  }

  add(count: number): void {
    Atomics.add(this.#memory, this.#at, count);
  }

  /** Sets `next` if the value is still `expected`, and returns whether it was. */
  replace(expected: number, next: number): boolean {
    return Atomics.compareExchange(this.#memory, this.#at, expected, next) === expected;
  }

  /** Blocks this thread while the value is `seen`; `false` when `timeoutMs` have passed. */
  waitWhile(seen: number, timeoutMs: number): boolean {
    return Atomics.wait(this.#memory, this.#at, seen, timeoutMs) !== 'timed-out';
  }

  /** Sets `next` and wakes the threads that wait. */
  announce(next: number): void {
    this.value = next;
    Atomics.notify(this.#memory, this.#at);
  }
}

/** `count` numbers, all zero. */
export function createSharedNumbers(count: number): SharedNumber[] {
  const memory = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  return Array.from({ length: count }, (_, at) => new SharedNumber(memory, at));
}

/** How much a shared number has grown since the last look. */
export class Growth {
  readonly #number: SharedNumber;
  #seen = 0;

  constructor(number: SharedNumber) {
    this.#number = number;
  }

  take(): number {
    const { value } = this.#number;
    const growth = (value - this.#seen) | 0;
    this.#seen = value;
    return growth;
  }
}
