/**
 * Plain values that stand in for those JSON cannot express: dates, maps, bytes, errors. Internal slots are read with
 * the built-in methods, so that a subclass cannot run code, throw or loop here.
 */
import { types } from 'node:util';
import { MAX_ENTRIES } from './payload-limits.js';

/** A plain stand-in, and the number of entries of the original when only the first are included. */
export interface StandIn {
  readonly value: unknown;
  readonly total?: number;
}

const mapSize = sizeGetter(Map.prototype);
const setSize = sizeGetter(Set.prototype);

function sizeGetter(prototype: object): (of: object) => number {
  const getter = Object.getOwnPropertyDescriptor(prototype, 'size')?.get;
  return (of) => Number(getter?.call(of));
}

/** `undefined` for an object that is nothing but its properties. */
export function standInFor(value: object): StandIn | undefined {
  if (ArrayBuffer.isView(value)) return { value: describeBytes(value, value.byteLength) };
  if (types.isAnyArrayBuffer(value)) return { value: describeBytes(value, value.byteLength) };
  if (types.isDate(value)) return { value: describeDate(value) };
  if (types.isMap(value)) return { value: firstOfMap(value), total: mapSize(value) };
  if (types.isSet(value)) return { value: firstOfSet(value), total: setSize(value) };
  if (types.isNativeError(value)) return { value: describeError(value) };
  return types.isBoxedPrimitive(value) ? { value: unbox(value) } : undefined;
}

function describeBytes(value: object, bytes: number): string {
  const tag = Buffer.isBuffer(value) ? 'Buffer' : Object.prototype.toString.call(value).slice(8, -1);
  return `[${/^\w{1,32}$/.test(tag) ? tag : 'bytes'}, ${bytes} bytes]`;
}

function describeDate(value: Date): string | null {
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? null : Date.prototype.toISOString.call(value);
}

/** As an object, so that the writer redacts by key. */
function firstOfMap(value: Map<unknown, unknown>): object {
  const first: Record<string, unknown> = Object.create(null);
  let count = 0;
  for (const [key, item] of entries(value)) {
    first[typeof key === 'object' || typeof key === 'function' ? `[${typeof key} ${count}]` : String(key)] = item;
    count += 1;
    if (count === MAX_ENTRIES) break;
  }
  return first;
}

function firstOfSet(value: Set<unknown>): unknown[] {
  const first: unknown[] = [];
  for (const item of values(value)) {
    first.push(item);
    if (first.length === MAX_ENTRIES) break;
  }
  return first;
}

function entries(value: Map<unknown, unknown>): IterableIterator<[unknown, unknown]> {
  return Map.prototype.entries.call(value);
}

function values(value: Set<unknown>): IterableIterator<unknown> {
  return Set.prototype.values.call(value);
}

/** JSON.stringify writes `{}` for an error; its name, message and own properties are more useful. */
function describeError(value: Error): object {
  const { name, message, cause } = value;
  return Object.assign({ name, message }, cause === undefined ? undefined : { cause }, value);
}

const UNBOX: ReadonlyMap<string, (value: unknown) => unknown> = new Map<string, (value: unknown) => unknown>([
  ['number', (value) => Number.prototype.valueOf.call(value)],
  ['string', (value) => String.prototype.valueOf.call(value)],
  ['boolean', (value) => Boolean.prototype.valueOf.call(value)],
  ['bigint', (value) => BigInt.prototype.valueOf.call(value)],
]);

function unbox(value: object): unknown {
  for (const unboxed of UNBOX.values()) {
    try {
      return unboxed(value);
    } catch {
      // Another kind of box.
    }
  }
  return undefined;
}
