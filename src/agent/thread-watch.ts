/** On the main thread: notices worker threads that watched a server and have ended, however they did (#9 B4). */
import type { Worker } from 'node:worker_threads';
import { guarded } from '../guarded.js';
import { noteStarted, takeCounters } from './watching-threads.js';

/** `onEnd` gets the counters of the events that the thread has captured. */
export function watchThreads(onEnd: (counters: Int32Array) => void): void {
  const watch = (worker: Worker) => {
    // Afterwards it is -1.
    const { threadId } = worker;
    noteStarted();
    worker.once(
      'exit',
      guarded(() => {
        const counters = takeCounters(threadId);
        if (counters !== undefined) onEnd(counters);
      }),
    );
  };
  process.on('worker', guarded(watch));
}
