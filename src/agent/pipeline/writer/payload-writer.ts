/** Puts one line of JSON together, from text that is JSON already and from values of any kind. */
import { isQuotable } from '../secrets/character-class.js';
import type { SecretText } from '../secrets/secret-text.js';
import { CLOSE_BRACE, OPEN_BRACE } from './json-bytes.js';
import type { JsonName } from './json-name.js';
import type { KeyTable } from './key-table.js';
import { FULL, MOST_BYTES, WRITTEN, type WriteOptions } from './string-writing.js';
import { ValueWriting } from './value-writing.js';

/** A line of JSON while it is put together. */
export interface JsonLine {
  /** Opens or closes an object. */
  brace(code: typeof OPEN_BRACE | typeof CLOSE_BRACE): void;
  /** Adds text that is JSON already, and holds no secrets. */
  json(text: string): void;
  /** Adds a string that mcpwatch has made itself, such as an id or a time: it holds no secrets. */
  own(text: string | null, options: WriteOptions): void;
  /** Adds a finite number, or a word of JSON. */
  literal(value: number | boolean | null): void;
  /** The name of a property, after a comma unless it is the first. */
  name(name: JsonName, isFirst: boolean): void;
  /** JSON of `value`; `null` where JSON has no value for it. Never changes it, and reads everything in it once. */
  value(value: unknown, options: WriteOptions): void;
  /** Finds out the size of `value` without writing it. */
  measure(value: unknown, options: WriteOptions): void;
  /** The size of the JSON of the value itself, written or measured last: in bytes of UTF-8, or roughly if it was altered. */
  readonly valueBytes: number;
  readonly isEstimate: boolean;
  /** Adds a number, as text, to the object that was written last. */
  add(name: JsonName, value: number): void;
  lineBreak(): void;
}

export interface PayloadWriter {
  /** Passes what `compose` wrote to `use` and returns its result. The buffer is reused; copy it to keep it. */
  write<T>(compose: (line: JsonLine) => void, use: (written: Buffer) => T): T;
}

const LINE_BREAK = 10;
/** Of a number in quotes. */
const MOST_DIGITS = 26;

export function createPayloadWriter(keys: KeyTable, secrets: SecretText): PayloadWriter {
  const usual = new LineWriting(keys, secrets);
  let isBusy = false;

  return {
    write(compose, use) {
      // A getter or toJSON of the host may make an event while one is being written; so may its stderr, in `use`.
      if (isBusy) return use(new LineWriting(keys, secrets).write(compose));
      isBusy = true;
      try {
        return use(usual.write(compose));
      } finally {
        isBusy = false;
      }
    },
  };
}

class LineWriting extends ValueWriting implements JsonLine {
  valueBytes = 0;

  get isEstimate(): boolean {
    return this.isAltered;
  }

  write(compose: (line: JsonLine) => void): Buffer {
    this.end = 0;
    compose(this);
    return this.written();
  }

  brace(code: number): void {
    this.reserve(1);
    this.putCode(code);
  }

  json(text: string): void {
    // Counting its bytes takes as long as writing it, so it is avoided where there is room in any case (#14).
    if (!this.hasRoom(MOST_BYTES * text.length)) this.reserve(Buffer.byteLength(text));
    this.putJson(text);
  }

  own(text: unknown, options: WriteOptions): void {
    const { end } = this;
    if (typeof text === 'string') {
      this.reserve(text.length + 2);
      if (isQuotable(this.putQuoted(text))) return;
      this.end = end;
    }
    this.value(text, options);
  }

  literal(value: number | boolean | null): void {
    this.reserve(MOST_DIGITS);
    if (typeof value !== 'number' || !this.putNumber(value)) this.putAscii(`${value}`);
  }

  lineBreak(): void {
    this.reserve(1);
    this.putCode(LINE_BREAK);
  }

  name(name: JsonName, isFirst: boolean): void {
    this.reserve(name.length);
    this.putName(name, isFirst);
  }

  value(value: unknown, options: WriteOptions): void {
    this.open(options);
    this.depth = 0;
    const { end: start } = this;
    const outcome = this.any(value, '');
    if (outcome !== WRITTEN) this.putAscii(outcome === FULL ? '"[cut]"' : 'null');
    this.valueBytes = Math.max(0, Math.round(this.end - start + this.unwritten));
  }

  measure(value: unknown, options: WriteOptions): void {
    const { end } = this;
    this.value(value, options);
    this.end = end;
  }

  add(name: JsonName, value: number): void {
    if (this.bytes[this.end - 1] !== CLOSE_BRACE) return;
    this.reserve(name.length + MOST_DIGITS);
    this.end -= 1;
    this.putName(name, this.bytes[this.end - 1] === OPEN_BRACE);
    this.putAscii(`"${value}"`);
    this.putCode(CLOSE_BRACE);
  }
}
