/** Replaces the `write` of a stream, as its own property: a host that has replaced it before or will do so later is kept. */

type Pass = (args: readonly unknown[]) => unknown;
export type AroundWrite = (pass: Pass, args: readonly unknown[]) => unknown;

type Write = (this: unknown, ...args: unknown[]) => unknown;

const isWrite = (value: unknown): value is Write => typeof value === 'function';

/** Returns what writes as before; `undefined` when the stream lets nobody replace its `write`. */
export function replaceWrite(stream: object, around: AroundWrite): Pass | undefined {
  const original: unknown = Reflect.get(stream, 'write');
  if (!isWrite(original)) return undefined;
  const pass: Pass = (args) => Reflect.apply(original, stream, [...args]);
  function write(this: unknown, ...args: unknown[]): unknown {
    return this === stream ? around(pass, args) : Reflect.apply(original as Write, this, args);
  }
  Object.defineProperties(write, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
  const property = { value: write, writable: true, configurable: true, enumerable: false };
  return Reflect.defineProperty(stream, 'write', property) ? pass : undefined;
}
