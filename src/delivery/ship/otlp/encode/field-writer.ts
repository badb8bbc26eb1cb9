/**
 * What both encodings implement, and how a message is described to them: a `Shape` lists the fields of a message once,
 * and each encoding walks through it. As proto3 has it, fields with their default value are left out, except the numbers
 * of a data point, whose zero says something.
 */
import type { Attributes } from './messages.js';

export interface FieldId {
  readonly number: number;
  /** `"name":`, as in the JSON encoding. */
  readonly jsonName: string;
}

export interface Values {
  readonly text: string;
  /** Bytes, given as hex digits: an even number of them. */
  readonly hex: string;
  readonly boolean: boolean;
  /** enum, uint32. */
  readonly varint: number;
  readonly fixed32: number;
  /** fixed64 and sfixed64, of a whole number from 0 to 2^53. */
  readonly fixed64: number;
  /** fixed64 of nanoseconds, given in microseconds. */
  readonly time: number;
  readonly double: number;
  readonly packedFixed64: readonly number[];
  readonly packedDouble: readonly number[];
  readonly attributes: Attributes;
}

export type Kind = keyof Values;

/** What turns a message into bytes: one message at a time. */
export interface Encoder {
  encode<M extends object>(shape: Shape<M>, message: M): Buffer;
  /** What messages encode to, where that is known before the request that they are part of. */
  readonly ahead: WeakMap<object, Buffer>;
}

export interface FieldWriter {
  value<K extends Kind>(kind: K, id: FieldId, value: Values[K]): void;
  message<M extends object>(id: FieldId, shape: Shape<M>, value: M): void;
  messages<M extends object>(id: FieldId, shape: Shape<M>, values: readonly M[]): void;
}

/** Writes one field of `message`, or nothing. */
type Field<M> = (message: M, to: FieldWriter) => void;
/** The fields of a message, by number. */
export type Shape<M> = readonly Field<M>[];

type Has<P extends string, V> = { readonly [K in P]?: V };

const idOf = (number: number, name: string): FieldId => ({ number, jsonName: `"${name}":` });

/** `name`: in JSON, where it is not the property's. */
export function field<K extends Kind, P extends string>(
  number: number,
  kind: K,
  property: P,
  name: string = property,
): Field<Has<P, Values[K]>> {
  const id = idOf(number, name);
  const isAlways = kind === 'double' || kind === 'fixed64';
  return (message, to) => {
    const value = message[property];
    if (value !== undefined && (isAlways || Boolean(value))) to.value(kind, id, value);
  };
}

export function one<P extends string, M extends object>(
  number: number,
  property: P,
  shape: Shape<M>,
): Field<Has<P, M>> {
  const id = idOf(number, property);
  return (message, to) => {
    const value = message[property];
    if (value !== undefined) to.message(id, shape, value);
  };
}

export function many<P extends string, M extends object>(
  number: number,
  property: P,
  shape: Shape<M>,
): Field<Has<P, readonly M[]>> {
  const id = idOf(number, property);
  return (message, to) => {
    const values = message[property];
    if (values !== undefined) to.messages(id, shape, values);
  };
}
