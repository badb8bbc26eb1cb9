/**
 * Bytes written from the end to the start. A protobuf message is preceded by its length: written backwards, the length
 * is known by the time it has to be written, so nothing is measured beforehand and nothing is moved.
 */
const INITIAL_BYTES = 64 * 1024;
/** A larger buffer is not kept after the message it was needed for. */
const KEPT_BYTES = 1024 * 1024;
/** Up to here a loop over the characters is faster than a native call. */
const SHORT_CHARS = 40;
const TWO_32 = 0x1_0000_0000;

export class BackwardBytes {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** Everything from here on is written. */
  #at = INITIAL_BYTES;

  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of everything written; the next message starts from nothing. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#at));
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.#at = this.#bytes.length;
    return taken;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    if (value < 0x80) {
      this.byte(value);
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
    let at = this.#room(size);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      this.#bytes[at] = (rest % 0x80) | 0x80;
      at += 1;
    }
    this.#bytes[at] = rest;
  }

  /** A whole number from -2^53 to 2^53: two's complement, always ten bytes when negative. */
  int64(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    this.byte(1);
    const bits = BigInt.asUintN(63, BigInt(value));
    for (let shift = 56n; shift >= 0n; shift -= 7n) this.byte(Number((bits >> shift) & 0x7fn) | 0x80);
  }

  fixed32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  /** `value` times `factor`, in two halves: the product may be more than a number holds exactly. */
  fixed64(value: number, factor: number): void {
    const low = (value % TWO_32) * factor;
    this.fixed32(Math.floor(value / TWO_32) * factor + Math.floor(low / TWO_32));
    this.fixed32(low >>> 0);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  /** UTF-8; half of a surrogate pair becomes U+FFFD. */
  text(value: string): void {
    if (value.length <= SHORT_CHARS && this.#ascii(value)) return;
    const at = this.#room(Buffer.byteLength(value));
    this.#bytes.write(value, at);
  }

  hex(value: string): void {
    const at = this.#room(value.length >> 1);
    this.#bytes.write(value, at, 'hex');
  }

  bytes(value: Buffer): void {
    const at = this.#room(value.length);
    value.copy(this.#bytes, at);
  }

  /** `false`, and nothing written, when a character is not ASCII. */
  #ascii(value: string): boolean {
    const { length } = value;
    const start = this.#room(length);
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.#at = start + length;
        return false;
      }
      this.#bytes[start + index] = code;
    }
    return true;
  }

  /** Where `count` bytes go. Call it before `#bytes` is read: it may replace the buffer. */
  #room(count: number): number {
    if (this.#at < count) {
      const { length } = this;
      const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, length + count));
      this.#bytes.copy(wider, wider.length - length, this.#at);
      this.#bytes = wider;
      this.#at = wider.length - length;
    }
    this.#at -= count;
    return this.#at;
  }
}
