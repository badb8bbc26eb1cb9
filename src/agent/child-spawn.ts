/**
 * Hooks the start of child processes at the lowest place, where Node's JavaScript calls native code: behind
 * `ChildProcess.prototype.spawn` and behind its synchronous twin. There the environment is a list of `NAME=value`, which
 * the host never sees: its options, `spawnargs`, errors and stack traces are those that it has without us.
 */
import { createRequire } from 'node:module';
import { withProperty } from '../temporary-property.js';

declare const __filename: string;

/** What is about to be started. */
export interface ChildStart {
  /** `NAME=value`, as the child will get it. */
  readonly pairs: readonly string[];
  /** With the program's name first. */
  readonly args: readonly string[];
}

/** Answers the environment that the child gets instead; `undefined` leaves it as it is. */
export type AdaptEnvironment = (start: ChildStart) => readonly string[] | undefined;

type Spawn = (this: unknown, ...args: unknown[]) => unknown;
type Spawner = Record<'spawn', Spawn>;

const { apply } = Reflect;

/** `adapt` may throw: the child is then started as if there were no hook. */
export function hookChildSpawn(adapt: AdaptEnvironment): void {
  for (const spawner of [processWrap(), binding('spawn_sync')]) {
    if (isSpawner(spawner)) hook(spawner, adapt);
  }
}

function hook(spawner: Spawner, adapt: AdaptEnvironment): void {
  const original = spawner.spawn;
  spawner.spawn = function spawn(...args) {
    return apply(original, this, adapted(args, adapt));
  };
}

function adapted(args: readonly unknown[], adapt: AdaptEnvironment): readonly unknown[] {
  try {
    const { 0: options, 1: argv } = args;
    if (isRecord(options)) {
      const envPairs = environment(options['envPairs'], options['args'], adapt);
      return envPairs === undefined ? args : [{ ...options, envPairs }, ...args.slice(1)];
    }
    // From Node 24.15 on: file, arguments, working directory, environment, …
    const at = args.findIndex((value, index) => index > 1 && isStrings(value));
    const pairs = environment(args[at], argv, adapt);
    return pairs === undefined ? args : args.with(at, pairs);
  } catch {
    return args;
  }
}

function environment(pairs: unknown, args: unknown, adapt: AdaptEnvironment): readonly string[] | undefined {
  return isStrings(pairs) ? adapt({ pairs, args: isStrings(args) ? args : [] }) : undefined;
}

/** The prototype of the native handle of a child process. */
function processWrap(): unknown {
  const native = binding('process_wrap');
  if (isRecord(native) && typeof native['Process'] === 'function') return native['Process'].prototype;
  // `--permission` refuses `process.binding`. A handle that is not started costs nothing, and has the same prototype.
  const { ChildProcess } = createRequire(__filename)('node:child_process');
  return Object.getPrototypeOf(new ChildProcess()._handle);
}

/** Without the warning that `--pending-deprecation` prints for `process.binding`: it would be about our code. */
function binding(name: string): unknown {
  try {
    const get: unknown = Reflect.get(process, 'binding');
    if (typeof get !== 'function') return undefined;
    return withProperty(process, 'noDeprecation', true, () => apply(get, process, [name]));
  } catch {
    return undefined;
  }
}

function isSpawner(value: unknown): value is Spawner {
  return typeof value === 'object' && value !== null && 'spawn' in value && typeof value.spawn === 'function';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
