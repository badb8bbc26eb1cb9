/** On the main thread: notices worker threads that watched a server and have ended, however they did (#9 B4). */
import { noteStarted, takeCounters } from './watching-threads.js';

/** `onEnd` gets the counters of the events that the thread has captured. */
export function watchThreads(onEnd: (counters: Int32Array) => void): void {
  process.on('worker', (worker) => {
    // Afterwards it is -1.
    const { threadId } = worker;
    noteStarted();
    worker.once('exit', () => {
      const counters = takeCounters(threadId);
      if (counters !== undefined) onEnd(counters);
    });
  });
}
