/** Replacing a method, once and reversibly. */
import { isObject } from './probe.js';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

const wrappers = new WeakSet<object>();

/** Whether `value` is a replacement made here. */
export function isWrapper(value: unknown): boolean {
  return isObject(value) && wrappers.has(value);
}

/** `replace(original)` under the name and length of `original`. */
export function wrapFunction(original: Method, replace: (original: Method) => Method): Method {
  const wrapper = replace(original);
  wrappers.add(wrapper);
  return Object.defineProperties(wrapper, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
}

/**
 * Puts `replace(original)` in the place of `target[name]`, with the same name, length and property attributes,
 * and answers how to undo it. Nothing happens where there is no such method, where it cannot be replaced, or where
 * it is a wrapper already. Undoing steps aside when somebody has wrapped our wrapper since.
 */
export function wrapMethod(
  target: object,
  name: string,
  replace: (original: Method) => Method,
): (() => void) | undefined {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const original = (target as Record<string, unknown>)[name];
  if (typeof original !== 'function' || wrappers.has(original)) return undefined;
  if (own === undefined ? !Object.isExtensible(target) : own.configurable !== true) return undefined;

  const wrapper = wrapFunction(original as Method, replace);
  Object.defineProperty(target, name, {
    value: wrapper,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? false,
  });
  return () => {
    if ((target as Record<string, unknown>)[name] !== wrapper) return;
    if (own === undefined) delete (target as Record<string, unknown>)[name];
    else Object.defineProperty(target, name, own);
  };
}
