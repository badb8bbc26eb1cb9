/** Starting a worker thread that the host does not notice. */
import { type MessagePort, Worker } from 'node:worker_threads';

/** Ours to bound: without it a leak in the worker would end the whole process. */
const MAX_HEAP_MB = 128;

/** Runs `source` with `data`, which `port` is moved along with. Throws where threads are not allowed. */
export function startWorker(source: string, data: object, port: MessagePort): Worker {
  return new Worker(source, {
    eval: true,
    name: 'mcpwatch',
    // No preload of anyone, ours included, runs in it, and other agents do not see it.
    execArgv: [],
    argv: [],
    env: workerEnvironment(),
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    workerData: { ...data, port },
    transferList: [port],
  });
}

function workerEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _preloads, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return env;
}

/** The program's text, beside the built file; see src/delivery/worker-source.ts. */
export function loadWorkerSource(): string {
  const { source } = require('./worker-source.cjs') as { source: string };
  return source;
}
