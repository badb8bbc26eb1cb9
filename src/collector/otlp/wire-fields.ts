/** The fields of a protobuf message, one after the other (protobuf.dev/programming-guides/encoding). */

export interface WireField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  readonly type: number;
  /** Of a varint. */
  readonly value: bigint;
  /** Of the others. */
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const LONGEST_VARINT = 10;

/** Throws where the bytes are not a message. */
export function* fieldsOf(bytes: Buffer): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < LONGEST_VARINT; index += 1) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('a number is too long');
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === 0) {
      yield { number, type, value: varint(), bytes: NO_BYTES };
      continue;
    }
    const length = type === 2 ? Number(varint()) : FIXED_BYTES[type];
    if (length === undefined || at + length > bytes.length) throw new RangeError('a field does not fit');
    yield { number, type, value: 0n, bytes: bytes.subarray(at, at + length) };
    at += length;
  }
}
