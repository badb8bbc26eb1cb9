/** Calls `call` while a property of a built-in object has another value; afterwards the property is exactly as before. */
export function withProperty<T>(object: object, name: string, value: unknown, call: () => T): T {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Reflect.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  try {
    return call();
  } finally {
    if (before === undefined) Reflect.deleteProperty(object, name);
    else Reflect.defineProperty(object, name, before);
  }
}
