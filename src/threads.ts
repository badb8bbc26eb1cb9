/**
 * `node:worker_threads`, loaded when it is first needed: with the streams that it loads it is half of what the preload
 * would cost a process without an MCP SDK (#14). It is saved then, as src/builtins.ts saves the others at preload; the
 * load hook asks for it before a host gets it.
 */
import { builtin } from './builtin-module.js';
import { savedBuiltins } from './builtins.js';

const { process: host } = globalThis;

export type Threads = Pick<
  typeof import('node:worker_threads'),
  | 'MessageChannel'
  | 'Worker'
  | 'getEnvironmentData'
  | 'isMainThread'
  | 'parentPort'
  | 'receiveMessageOnPort'
  | 'setEnvironmentData'
  | 'threadId'
>;

const KEY = 'worker_threads';

/** The module's exports, as they were when they were first asked for. */
export function threads(): Threads {
  const known = savedBuiltins[KEY];
  if (isThreads(known)) return known;
  const {
    MessageChannel,
    Worker,
    getEnvironmentData,
    isMainThread: isMain,
    parentPort,
    receiveMessageOnPort,
    setEnvironmentData,
    threadId,
  } = builtin('node:worker_threads');
  const loaded: Threads = {
    MessageChannel,
    Worker,
    getEnvironmentData,
    isMainThread: isMain,
    parentPort,
    receiveMessageOnPort,
    setEnvironmentData,
    threadId,
  };
  savedBuiltins[KEY] = loaded;
  return loaded;
}

const isThreads = (value: unknown): value is Threads => typeof value === 'object' && value !== null;

/** Node has loaded one of these in every thread but the main one before it runs a preload. */
const LOADED_IN_THREADS = ['NativeModule internal/worker/io', 'NativeModule worker_threads'];

function isSurelyMainThread(): boolean {
  const loaded: unknown = Reflect.get(host, 'moduleLoadList');
  return Array.isArray(loaded) && !LOADED_IN_THREADS.some((name) => loaded.includes(name));
}

/** Whether this thread may have started others, or was started by another. */
export const mayHaveThreads = (): boolean => isThreads(savedBuiltins[KEY]) || !isSurelyMainThread();

export const isMainThread: boolean = isSurelyMainThread() || threads().isMainThread;
