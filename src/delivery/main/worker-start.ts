/** Starts a worker thread that the host does not notice. */

import type { Readable } from 'node:stream';
import type { MessagePort, Worker } from 'node:worker_threads';
import { loadBuiltFile } from '../../built-file.js';
import { namesProxy } from '../../config/proxies.js';
import { environment } from '../../environment.js';
import { threads } from '../../threads.js';

/** Ours to limit: otherwise a leak in the worker would end the whole process. */
const MAX_HEAP_MB = 128;

/** Not for the worker: preloads, coverage, and debug output of Node's own modules. */
const WITHHELD = new Set(['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_DEBUG', 'NODE_DEBUG_NATIVE']);

/**
 * Runs `source` with `data` and `port`, which moves to the thread. `onOutput` gets what the thread prints. Throws where
 * threads are not allowed.
 */
export function startWorker(source: string, data: object, port: MessagePort, onOutput: (text: string) => void): Worker {
  if (isNetworkDenied()) throw new Error('this process may not use the network: it runs without --allow-net');
  const worker = new (threads().Worker)(source, {
    eval: true,
    name: 'mcpwatch',
    // No preload runs in it, ours included, and other agents do not see it.
    execArgv: [],
    argv: [],
    env: workerEnvironment(),
    stdin: false,
    // Without these two, Node would write the thread's output to the host's stdout.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    workerData: { ...data, port },
    transferList: [port],
  });
  intercept(worker.stdout, onOutput);
  intercept(worker.stderr, onOutput);
  return worker;
}

/**
 * Keeps the thread's output from keeping the host alive. A worker's piped stream makes its port a reason to stay, for good,
 * as soon as a chunk is buffered in it and Node reads on (`_read` in lib/internal/worker/io.js): any warning printed in
 * the thread would do (#9 C1). Nothing is buffered here, so Node never reads.
 */
function intercept(stream: Readable, onOutput: (text: string) => void): void {
  stream._read = () => {};
  stream.push = (chunk: unknown) => {
    if (chunk !== null && chunk !== undefined) onOutput(String(chunk));
    return true;
  };
}

function workerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment()).filter(([name]) => !WITHHELD.has(name)));
}

/**
 * Under Node's permission model (from 25 on it covers the network) a worker with its own `execArgv` is not restricted;
 * what the host may not do, we must not do either (#9 B12).
 */
function isNetworkDenied(): boolean {
  const knowsNetwork = process.allowedNodeEnvironmentFlags.has('--allow-net');
  return knowsNetwork && process.permission?.has('net') === false;
}

interface SourceFile {
  readonly source: string;
}

/** The program's text, next to the built file; see worker-source.ts. */
export function loadWorkerSource(): string {
  const { source } = loadBuiltFile('worker-source.cjs', () => require('./worker-source.cjs')) as SourceFile;
  return namesProxy(environment()) ? loadProxiedSource() + source : source;
}

function loadProxiedSource(): string {
  const { source } = loadBuiltFile('proxied-source.cjs', () => require('./proxied-source.cjs')) as SourceFile;
  return source;
}
