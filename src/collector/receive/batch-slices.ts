/**
 * Finds the events in `{"batch":[…]}` without parsing them. Each is then parsed on its own, so that one event that is
 * broken, too deep or too large costs only itself (#9 C13), and so that the whole batch never exists as objects.
 */

/** One element of the batch: offsets into the body. */
export interface Slice {
  readonly start: number;
  readonly end: number;
  /** Levels of objects and arrays inside each other. */
  readonly depth: number;
  /** At least as many as it has members and elements. */
  readonly values: number;
}

export type BatchSlices =
  | { readonly kind: 'found'; readonly slices: readonly Slice[]; readonly envelope: unknown }
  | { readonly kind: 'malformed'; readonly reason: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

class Malformed extends Error {}

export function findBatch(body: Buffer): BatchSlices {
  try {
    return new Scanner(body).batch();
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message : String(error) };
  }
}

class Scanner {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  batch(): BatchSlices {
    let found: { slices: readonly Slice[]; start: number; end: number } | undefined;
    this.#expect(OPEN_OBJECT, 'an object');
    if (this.#peek() === CLOSE_OBJECT) throw new Malformed('expected {"batch":[…]}');
    for (;;) {
      const key = this.#key();
      if (key === 'batch' && this.#peek() === OPEN_ARRAY) {
        const start = this.#at;
        found = { slices: this.#elements(), start, end: this.#at };
      } else {
        this.#value();
      }
      if (this.#peek() === CLOSE_OBJECT) break;
      this.#expect(COMMA, 'a comma');
    }
    if (found === undefined) throw new Malformed('expected {"batch":[…]}');
    return { kind: 'found', slices: found.slices, envelope: this.#envelope(found.start, found.end) };
  }

  /** What surrounds the batch, parsed: that shows whether it is JSON. */
  #envelope(start: number, end: number): unknown {
    const around = [this.#body.subarray(0, start), this.#body.subarray(end)].map((part) => part.toString('utf8'));
    return JSON.parse(around.join('[]'));
  }

  #key(): unknown {
    if (this.#peek() !== QUOTE) throw new Malformed(`expected a key at byte ${this.#at}`);
    const start = this.#at;
    this.#skipString();
    const key: unknown = JSON.parse(this.#body.toString('utf8', start, this.#at));
    this.#expect(COLON, 'a colon');
    return key;
  }

  #elements(): readonly Slice[] {
    const slices: Slice[] = [];
    this.#at += 1;
    if (this.#peek() === CLOSE_ARRAY) {
      this.#at += 1;
      return slices;
    }
    for (;;) {
      slices.push(this.#value());
      if (this.#peek() === CLOSE_ARRAY) {
        this.#at += 1;
        return slices;
      }
      this.#expect(COMMA, 'a comma');
    }
  }

  /** Skips one value. Which bracket closes which is not checked: whoever parses the slice sees it. */
  #value(): Slice {
    this.#peek();
    const start = this.#at;
    let depth = 0;
    let deepest = 0;
    let values = 1;
    for (;;) {
      const byte = this.#body[this.#at];
      if (byte === undefined) throw new Malformed('the JSON text ends too early');
      if (byte === QUOTE) {
        this.#skipString();
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth += 1;
        values += 1;
        if (depth > deepest) deepest = depth;
        this.#at += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (depth === 0) break;
        depth -= 1;
        this.#at += 1;
      } else {
        if (byte === COMMA) {
          if (depth === 0) break;
          values += 1;
        }
        this.#at += 1;
      }
      if (depth === 0 && deepest > 0) break;
    }
    if (this.#at === start) throw new Malformed(`expected a value at byte ${start}`);
    return { start, end: this.#at, depth: deepest, values };
  }

  #skipString(): void {
    for (let at = this.#body.indexOf(QUOTE, this.#at + 1); at >= 0; at = this.#body.indexOf(QUOTE, at + 1)) {
      if (!this.#isEscaped(at)) {
        this.#at = at + 1;
        return;
      }
    }
    throw new Malformed('a string does not end');
  }

  #isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.#body[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    return backslashes % 2 === 1;
  }

  /** The next byte that is not white space. */
  #peek(): number | undefined {
    for (;;) {
      const byte = this.#body[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at += 1;
    }
  }

  #expect(byte: number, what: string): void {
    if (this.#peek() !== byte) throw new Malformed(`expected ${what} at byte ${this.#at}`);
    this.#at += 1;
  }
}
