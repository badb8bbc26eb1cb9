/**
 * The hook for test runners that give each test file a global object of its own: jest, and the vm pools of Vitest. They
 * read modules themselves and compile them through `node:vm`, where neither Node's hooks nor our global object are. The
 * text of the SDK is injected into on its way into `vm`, and each new context gets the object that it reports to.
 *
 * Loaded in processes of these test runners only: elsewhere nobody's `vm` is touched.
 */
import Module from 'node:module';
import vm from 'node:vm';

/** The text to compile in place of `code`. */
export type InjectText = (code: string, file: string, kind: 'esm' | 'cjs') => string;

const { apply, construct } = Reflect;

/** `key`: the property of the global object through which injected code finds `state`. */
export function installVmHook(inject: InjectText, key: symbol, state: () => object): void {
  const exports: Record<string, unknown> = Object(vm);
  replaceFunction(exports, 'createContext', (original, self, args) => {
    const context = apply(original, self, args);
    share(context, key, state());
    return context;
  });
  const compile: Interceptor = (original, self, args) => apply(original, self, injected(args, 'cjs', inject));
  replaceFunction(exports, 'compileFunction', compile);
  replaceFunction(exports, 'runInContext', compile);
  replaceClass(exports, 'Script', (args) => injected(args, 'cjs', inject));
  replaceClass(exports, 'SourceTextModule', (args) => injected(args, 'esm', inject));
  // For whoever imports them by name.
  Module.syncBuiltinESMExports();
}

function share(context: unknown, key: symbol, state: object): void {
  try {
    if (typeof context !== 'object' || context === null || Object.hasOwn(context, key)) return;
    // A copy that cannot be changed: jest deletes what it finds in the global object of a test that has ended.
    const value = Object.freeze({ ...state });
    Object.defineProperty(context, key, { value, enumerable: false, configurable: true });
  } catch {
    // A context that takes no properties is left as it is.
  }
}

type Arguments = readonly unknown[];
type Interceptor = (original: (...args: unknown[]) => unknown, self: unknown, args: Arguments) => unknown;

/** A proxy has the name, length, properties and identity of text of what it stands for. */
function replaceFunction(exports: Record<string, unknown>, name: string, intercept: Interceptor): void {
  const original = exports[name];
  if (typeof original !== 'function') return;
  exports[name] = new Proxy(original, {
    apply: (target, self, args) => intercept((...given) => apply(target, self, given), self, args),
  });
}

function replaceClass(exports: Record<string, unknown>, name: string, adapt: (args: Arguments) => Arguments): void {
  const original = exports[name];
  if (typeof original !== 'function') return;
  exports[name] = new Proxy(original, {
    construct: (target, args, newTarget) => construct(target, adapt(args), newTarget),
  });
}

/** `code`, and options or the file's name, in the places that all of them have in common. */
function injected(args: Arguments, kind: 'esm' | 'cjs', inject: InjectText): Arguments {
  const [code, ...rest] = args;
  if (typeof code !== 'string') return args;
  const text = inject(code, fileIn(rest), kind);
  return text === code ? args : [text, ...rest];
}

function fileIn(rest: Arguments): string {
  for (const value of rest) {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) continue;
    const file: unknown = Reflect.get(value, 'filename') ?? Reflect.get(value, 'identifier');
    if (typeof file === 'string') return file;
  }
  return '';
}
