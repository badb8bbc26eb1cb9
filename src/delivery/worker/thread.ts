/** The entry of the worker thread's program, which is built into one text (dist/worker-source.cjs). */
import { workerData } from 'node:worker_threads';
import { runWorker } from './worker.js';

runWorker(workerData);
