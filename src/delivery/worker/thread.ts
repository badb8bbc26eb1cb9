/** The entry of the worker thread's program, which is built into one text (dist/worker-source.cjs). */
import { workerData } from 'node:worker_threads';
import { createDestination } from '../local/create-destination.js';
import { reportLosses } from './loss-reporting.js';
import { offeredParts } from './offered-parts.js';
import { type DestinationContext, runWorker, type WorkerDestination } from './worker.js';

runWorker(workerData, (context) => {
  const { otlp } = offeredParts();
  return context.target.kind === 'otlp' && otlp !== undefined ? otlp(context) : forEvents(context);
});

function forEvents({ target, sdk, counters }: DestinationContext): WorkerDestination {
  return { destination: reportLosses(createDestination(target, sdk, process.env), counters) };
}
