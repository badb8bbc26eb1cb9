/**
 * Methods of values that mcpwatch calls while a host runs, as they were at preload. Nothing in the build can replace them by
 * saved functions, as src/saved-globals.ts does for others: all-genuine.ts notices a host that has replaced one.
 */

/** By what has them: see `owners`. */
export const METHODS = {
  Array: [
    'at',
    'concat',
    'entries',
    'every',
    'fill',
    'filter',
    'find',
    'findIndex',
    'findLastIndex',
    'flat',
    'flatMap',
    'forEach',
    'includes',
    'indexOf',
    'join',
    'lastIndexOf',
    'map',
    'pop',
    'push',
    'reduce',
    'shift',
    'slice',
    'some',
    'sort',
    'splice',
    'toString',
    'values',
  ],
  String: [
    'at',
    'charAt',
    'charCodeAt',
    'endsWith',
    'includes',
    'indexOf',
    'lastIndexOf',
    'match',
    'matchAll',
    'normalize',
    'padStart',
    'repeat',
    'replace',
    'replaceAll',
    'search',
    'slice',
    'split',
    'startsWith',
    'toLowerCase',
    'toString',
    'toUpperCase',
    'trim',
    'trimEnd',
  ],
  RegExp: ['exec', 'test', 'toString'],
  TypedArray: [
    'copyWithin',
    'entries',
    'every',
    'fill',
    'find',
    'forEach',
    'includes',
    'indexOf',
    'join',
    'map',
    'set',
    'slice',
    'some',
    'subarray',
    'values',
  ],
  Buffer: [
    'base64Slice',
    'base64Write',
    'base64urlWrite',
    'copy',
    'equals',
    'fill',
    'hexSlice',
    'hexWrite',
    'includes',
    'indexOf',
    'latin1Slice',
    'latin1Write',
    'readInt32BE',
    'slice',
    'subarray',
    'toString',
    'ucs2Write',
    'utf8Slice',
    'utf8Write',
    'write',
  ],
  DataView: ['getInt32', 'getUint32', 'setInt32', 'setUint16', 'setUint32'],
  Map: ['clear', 'delete', 'entries', 'forEach', 'get', 'has', 'keys', 'set', 'values'],
  Set: ['add', 'clear', 'delete', 'entries', 'forEach', 'has', 'keys', 'values'],
  WeakMap: ['delete', 'get', 'has', 'set'],
  WeakSet: ['add', 'delete', 'has'],
  WeakRef: ['deref'],
  Function: ['apply', 'bind', 'call', 'toString'],
  Number: ['toFixed', 'toString'],
  Object: ['hasOwnProperty', 'isPrototypeOf', 'toString', 'valueOf'],
  Promise: ['then'],
  AsyncLocalStorage: ['enterWith', 'getStore', 'run'],
  ArrayIterator: ['next'],
  MapIterator: ['next'],
  SetIterator: ['next'],
  StringIterator: ['next'],
  MatchIterator: ['next'],
  Iterator: [],
} as const;

/** By names of `Symbol`. */
export const SYMBOLS = {
  Array: ['iterator'],
  String: ['iterator'],
  TypedArray: ['iterator'],
  Map: ['iterator'],
  Set: ['iterator'],
  RegExp: ['match', 'matchAll', 'replace', 'search', 'split'],
  Iterator: ['iterator'],
} as const;

/** Properties that are functions to read. */
const ACCESSORS = {
  RegExp: ['dotAll', 'flags', 'global', 'hasIndices', 'ignoreCase', 'multiline', 'sticky', 'unicode', 'unicodeSets'],
  TypedArray: ['buffer', 'byteLength', 'byteOffset', 'length'],
  Map: ['size'],
  Set: ['size'],
} as const;

type Owner = keyof typeof METHODS;
type Named<Names extends Readonly<Record<string, readonly string[]>>> = {
  readonly [Of in keyof Names]: Readonly<Record<Names[Of][number], unknown>>;
};

export interface SavedMethod {
  readonly owner: object;
  readonly name: string | symbol;
  readonly descriptor: PropertyDescriptor;
}

type Owners = {
  readonly [Of in Owner]: Named<typeof METHODS>[Of] & Readonly<Record<symbol, unknown>>;
};

export interface SavedMethods {
  readonly owners: Owners;
  readonly named: Named<typeof METHODS>;
  readonly symbols: Named<typeof SYMBOLS>;
  readonly all: readonly SavedMethod[];
  /** Shared by all copies of genuinely.ts. */
  readonly state: GenuineState;
}

export interface Replaced {
  readonly saved: SavedMethod;
  /** What the host has in its place; undefined where it has nothing. */
  readonly own: PropertyDescriptor | undefined;
}

export interface GenuineState {
  /** What the host has replaced, while our code runs; undefined while the host's code does. */
  replaced: readonly Replaced[] | undefined;
  /** Whether it was said that a method could not be put back. */
  isReported: boolean;
}

// Other names: the build must not replace these by what has yet to be saved.
const { Array: array, Buffer: buffer, DataView: view, Function: func, Map: map, Number: number } = globalThis;
const { Object: object, Promise: promise, Reflect: reflect, RegExp: regExp, Set: set, String: string } = globalThis;
const { Symbol: symbol, Uint8Array: uint8Array, WeakMap: weakMap, WeakRef: weakRef, WeakSet: weakSet } = globalThis;

const prototypeOf = (value: object): object => object.getPrototypeOf(value);

const owners = (contexts: { readonly prototype: object }): Record<Owner, object> => ({
  Array: array.prototype,
  String: string.prototype,
  RegExp: regExp.prototype,
  TypedArray: prototypeOf(uint8Array.prototype),
  Buffer: buffer.prototype,
  DataView: view.prototype,
  Map: map.prototype,
  Set: set.prototype,
  WeakMap: weakMap.prototype,
  WeakSet: weakSet.prototype,
  WeakRef: weakRef.prototype,
  Function: func.prototype,
  Number: number.prototype,
  Object: object.prototype,
  Promise: promise.prototype,
  AsyncLocalStorage: contexts.prototype,
  ArrayIterator: prototypeOf([].values()),
  MapIterator: prototypeOf(new map().values()),
  SetIterator: prototypeOf(new set().values()),
  StringIterator: prototypeOf(''[symbol.iterator]()),
  MatchIterator: prototypeOf(''.matchAll(/a/g)),
  Iterator: prototypeOf(prototypeOf([].values())),
});

/** `contexts`: the class AsyncLocalStorage. */
export function takeMethods(contexts: { readonly prototype: object }): SavedMethods {
  const own = owners(contexts);
  const all: SavedMethod[] = [];
  const take = (of: Owner, name: string | symbol): unknown => {
    const descriptor = object.getOwnPropertyDescriptor(own[of], name);
    if (descriptor !== undefined) all.push({ owner: own[of], name, descriptor });
    return descriptor?.value;
  };
  const takeAll = <Names extends Partial<Readonly<Record<Owner, readonly string[]>>>>(
    names: Names,
    key: (name: string) => string | symbol = (name) => name,
  ) => {
    const taken: Record<string, Record<string, unknown>> = {};
    for (const [of, members] of object.entries(names)) {
      const values: Record<string, unknown> = {};
      for (const name of members) values[name] = take(of as Owner, key(name));
      taken[of] = values;
    }
    return taken as Named<Required<Names> & Record<string, readonly string[]>>;
  };
  takeAll(ACCESSORS);
  return {
    owners: own as Owners,
    named: takeAll(METHODS),
    symbols: takeAll(SYMBOLS, (name) => reflect.get(symbol, name) as symbol),
    all,
    state: { replaced: undefined, isReported: false },
  };
}
