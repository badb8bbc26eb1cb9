/** Replaces a method, once and reversibly. */
import { isMethod, isObject, isStateless, type Method } from '../../sdk-object.js';

const wrappers = new WeakSet<object>();

/** Whether `value` is a replacement made here. */
export function isWrapper(value: unknown): boolean {
  return isObject(value) && wrappers.has(value);
}

/** `replace(original)`, with the name and length of `original`. */
export function wrapFunction(original: Method, replace: (original: Method) => Method): Method {
  const wrapper = replace(original);
  wrappers.add(wrapper);
  return Object.defineProperties(wrapper, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
}

/**
 * Replaces `target[name]` by `replace(original)`, with the same name, length and property attributes, and returns a
 * function that undoes it. Does nothing, and returns `undefined`, when there is no such method, when it cannot be
 * replaced, or when it is a wrapper already. Undoing does nothing when somebody else has wrapped our wrapper since.
 */
export function wrapMethod(
  target: object,
  name: string,
  replace: (original: Method) => Method,
): (() => void) | undefined {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = Reflect.get(target, name);
  if (!isMethod(original) || wrappers.has(original)) return undefined;
  if (own === undefined ? !Object.isExtensible(target) : own.configurable !== true) return undefined;

  const wrapper = wrapFunction(original, replace);
  Object.defineProperty(target, name, {
    value: wrapper,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? false,
  });
  return () => {
    if (Reflect.get(target, name) !== wrapper) return;
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  };
}

/**
 * The same for an object that lives as long as one HTTP request: it may be done twice, the wrapper has a name of its own, and
 * what undoes it does nothing. A wrapper that is remembered, and made to look like the original, took 20 µs in a running
 * server, and taking it off again makes the object a slow one (#14).
 */
export const shadowMethod: typeof wrapMethod = (target, name, replace) => {
  const original: unknown = Reflect.get(target, name);
  if (!isMethod(original)) return undefined;
  // Without `enumerable`: an own property stays as it is, and a new one is not.
  const property = { value: replace(original), writable: true, configurable: true };
  return Reflect.defineProperty(target, name, property) ? leaveIt : undefined;
};

const leaveIt = () => {};

/** For methods of a transport, which may serve one request only. */
export const wrapperOf = (transport: object): typeof wrapMethod => (isStateless(transport) ? shadowMethod : wrapMethod);
