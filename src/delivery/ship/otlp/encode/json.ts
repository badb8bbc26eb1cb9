/**
 * The JSON encoding of OTLP: protobuf's JSON mapping, in which 64-bit integers are strings, but ids are hex digits and
 * enums are numbers (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 */
import type { Encoder, FieldId, FieldWriter, Kind, Shape, Values } from './field-writer.js';
import type { Attributes, AttributeValue } from './messages.js';

/** Nothing in it needs an escape. */
const PLAIN = /^[ !#-[\]-~]{0,100}$/;
/** `JSON.stringify` writes half of a surrogate pair as an escape, which strict readers refuse. `\\` is skipped. */
const ESCAPE = /\\(?:u(d[89a-f][\da-f]{2})|.)/gs;

/** Protobuf's JSON mapping has words for what JSON has no number for. */
const double = (value: number) => (Number.isFinite(value) ? `${value}` : `"${value}"`);

function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const json = JSON.stringify(text);
  return json.includes('\\ud') ? json.replace(ESCAPE, (found, half) => (half ? '\\ufffd' : found)) : json;
}

function anyValue(value: AttributeValue): string {
  if (typeof value === 'string') return `{"stringValue":${quote(value)}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (typeof value !== 'number') return `{"arrayValue":{"values":[${value.map(anyValue)}]}}`;
  return Number.isSafeInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${double(value)}}`;
}

function attributes(value: Attributes): string {
  let items = '';
  for (const key of Object.keys(value)) {
    items += `${items === '' ? '' : ','}{"key":${quote(key)},"value":${anyValue(value[key] ?? '')}}`;
  }
  return `[${items}]`;
}

const JSON_OF: { readonly [K in Kind]: (value: Values[K]) => string } = {
  text: quote,
  hex: quote,
  boolean: String,
  varint: String,
  fixed32: String,
  fixed64: (value) => `"${value}"`,
  time: (us) => `"${us}000"`,
  double,
  packedFixed64: (values) => `["${values.join('","')}"]`,
  packedDouble: (values) => `[${values.map(double)}]`,
  attributes,
};

export class JsonEncoder implements Encoder, FieldWriter {
  #json = '';
  /** Before the next field or item. */
  #separator = '';
  readonly ahead = new WeakMap<object, Buffer>();

  encode<M extends object>(shape: Shape<M>, message: M): Buffer {
    this.#json = '';
    this.#separator = '';
    this.#object(shape, message);
    return Buffer.from(this.#json);
  }

  value<K extends Kind>(kind: K, { jsonName }: FieldId, value: Values[K]): void {
    this.#put(jsonName + JSON_OF[kind](value), ',');
  }

  message<M extends object>({ jsonName }: FieldId, shape: Shape<M>, value: M): void {
    this.#put(jsonName, '');
    this.#object(shape, value);
  }

  messages<M extends object>({ jsonName }: FieldId, shape: Shape<M>, values: readonly M[]): void {
    this.#put(`${jsonName}[`, '');
    for (const value of values) this.#object(shape, value);
    this.#json += ']';
    this.#separator = ',';
  }

  #object<M extends object>(shape: Shape<M>, message: M): void {
    const known = this.ahead.get(message);
    this.#put(known === undefined ? '{' : known.toString(), '');
    if (known === undefined) {
      for (const field of shape) field(message, this);
      this.#json += '}';
    }
    this.#separator = ',';
  }

  #put(json: string, separator: string): void {
    this.#json += this.#separator + json;
    this.#separator = separator;
  }
}
