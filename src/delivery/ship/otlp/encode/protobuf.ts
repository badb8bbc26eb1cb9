/** The protobuf encoding (https://protobuf.dev/programming-guides/encoding/). */
import { BackwardBytes } from './backward-bytes.js';
import type { Encoder, FieldId, FieldWriter, Kind, Shape, Values } from './field-writer.js';
import type { Attributes, AttributeValue } from './messages.js';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Fields of common.proto's KeyValue, AnyValue and ArrayValue. */
const KEY = 1;
const VALUE = 2;
const ANY_STRING = 1;
const ANY_BOOL = 2;
const ANY_INT = 3;
const ANY_DOUBLE = 4;
const ANY_ARRAY = 5;
const ARRAY_ITEM = 1;

const NS_PER_US = 1000;

type Write<T> = (out: BackwardBytes, number: number, value: T) => void;

/** Everything since the buffer had `length` bytes is the content of field `number`. */
function close(out: BackwardBytes, number: number, length: number): void {
  out.varint(out.length - length);
  tag(out, number, BYTES);
}

function tag(out: BackwardBytes, number: number, type: number): void {
  out.varint((number << 3) | type);
}

const text: Write<string> = (out, number, value) => {
  const { length } = out;
  out.text(value);
  close(out, number, length);
};

const varint: Write<number> = (out, number, value) => {
  out.int64(value);
  tag(out, number, VARINT);
};

const boolean: Write<boolean> = (out, number, value) => varint(out, number, value ? 1 : 0);

const double: Write<number> = (out, number, value) => {
  out.double(value);
  tag(out, number, FIXED64);
};

const any: Write<AttributeValue> = (out, number, value) => {
  const { length } = out;
  if (typeof value === 'string') text(out, ANY_STRING, value);
  else if (typeof value === 'boolean') boolean(out, ANY_BOOL, value);
  else if (typeof value !== 'number') {
    for (const item of value.toReversed()) any(out, ARRAY_ITEM, item);
    close(out, ANY_ARRAY, length);
  } else if (Number.isSafeInteger(value)) varint(out, ANY_INT, value);
  else double(out, ANY_DOUBLE, value);
  close(out, number, length);
};

const attributes: Write<Attributes> = (out, number, value) => {
  for (const key of Object.keys(value).reverse()) {
    const { length } = out;
    any(out, VALUE, value[key] ?? '');
    text(out, KEY, key);
    close(out, number, length);
  }
};

const fixed64 =
  (factor: number): Write<number> =>
  (out, number, value) => {
    out.fixed64(value, factor);
    tag(out, number, FIXED64);
  };

const packed =
  (write: (out: BackwardBytes, value: number) => void): Write<readonly number[]> =>
  (out, number, values) => {
    const { length } = out;
    for (const value of values.toReversed()) write(out, value);
    close(out, number, length);
  };

const WRITE: { readonly [K in Kind]: Write<Values[K]> } = {
  text,
  hex: (out, number, value) => {
    const { length } = out;
    out.hex(value);
    close(out, number, length);
  },
  boolean,
  varint,
  fixed32: (out, number, value) => {
    out.fixed32(value);
    tag(out, number, FIXED32);
  },
  fixed64: fixed64(1),
  time: fixed64(NS_PER_US),
  double,
  packedFixed64: packed((out, value) => out.fixed64(value, 1)),
  packedDouble: packed((out, value) => out.double(value)),
  attributes,
};

/** The buffer is reused: one message at a time. */
export class ProtobufEncoder implements Encoder, FieldWriter {
  readonly #out = new BackwardBytes();
  readonly ahead = new WeakMap<object, Buffer>();

  encode<M extends object>(shape: Shape<M>, message: M): Buffer {
    this.#fields(shape, message);
    return this.#out.take();
  }

  value<K extends Kind>(kind: K, { number }: FieldId, value: Values[K]): void {
    WRITE[kind](this.#out, number, value);
  }

  message<M extends object>({ number }: FieldId, shape: Shape<M>, value: M): void {
    const { length } = this.#out;
    const known = this.ahead.get(value);
    if (known === undefined) this.#fields(shape, value);
    else this.#out.bytes(known);
    close(this.#out, number, length);
  }

  messages<M extends object>(id: FieldId, shape: Shape<M>, values: readonly M[]): void {
    for (const value of values.toReversed()) this.message(id, shape, value);
  }

  #fields<M>(shape: Shape<M>, message: M): void {
    for (const field of shape.toReversed()) field(message, this);
  }
}
