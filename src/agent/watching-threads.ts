/**
 * Whether any thread of this process watches a server. Threads share no globals; what they inherit from the thread that
 * starts them may be shared memory, which needs no event loop and outlives the thread.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'mcpwatch.watching';

/** On the main thread, before others are started: prepares the place where they note that they watch. */
export function expectThreads(): void {
  setEnvironmentData(KEY, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** A server has connected in this thread. */
export function noteWatching(): void {
  const place = sharedPlace();
  if (place !== undefined) Atomics.store(place, 0, 1);
}

export function isAnyThreadWatching(): boolean {
  const place = sharedPlace();
  return place !== undefined && Atomics.load(place, 0) === 1;
}

function sharedPlace(): Int32Array | undefined {
  const shared: unknown = getEnvironmentData(KEY);
  return shared instanceof SharedArrayBuffer ? new Int32Array(shared) : undefined;
}
