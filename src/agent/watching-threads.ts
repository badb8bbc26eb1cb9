/**
 * What the threads of this process note for the main thread: that they watch a server, and the counters of its events.
 * Threads share no globals; what they inherit from the thread that starts them may be shared memory, which needs no event
 * loop and outlives the thread.
 */

import { COUNTERS_LENGTH } from '../delivery/counters.js';
import { environment } from '../environment.js';
import { noteWatching as leaveWatchingNote, RUN_NOTES_VARIABLE } from '../run/run-notes.js';
import { isMainThread, mayHaveThreads, threads } from '../threads.js';

const KEY = 'mcpwatch.watching';
/** Threads that can note their counters at the same time; the events of others are delivered when the process ends. */
const MAX_THREADS = 64;
/** A thread's id, then its counters. */
const RECORD_LENGTH = 1 + COUNTERS_LENGTH;

/** Before other threads are started: prepares the place for their notes. */
export function expectThreads(): void {
  if (!isMainThread || sharedNotes() !== undefined) return;
  const length = 1 + MAX_THREADS * RECORD_LENGTH;
  threads().setEnvironmentData(KEY, new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

/** A server has connected in this thread. */
export function noteWatching(): void {
  const notes = sharedNotes();
  if (notes !== undefined) Atomics.store(notes, 0, 1);
  const runNotes = environment()[RUN_NOTES_VARIABLE];
  if (runNotes !== undefined) leaveWatchingNote(runNotes);
}

/** Also true when it cannot be known. */
export function isAnyThreadWatching(): boolean {
  const notes = sharedNotes();
  return isSomeThreadUnknown || (notes !== undefined && Atomics.load(notes, 0) === 1);
}

let isSomeThreadUnknown = false;

/** A thread was started. `process.getBuiltinModule` gives a host the means without any hook of ours. */
export function noteStarted(): void {
  isSomeThreadUnknown ||= sharedNotes() === undefined;
  expectThreads();
}

/** Memory for the counters of this thread's events, which the main thread can read; `undefined` on the main thread. */
export function claimCounters(): Int32Array | undefined {
  const notes = sharedNotes();
  if (isMainThread || notes === undefined) return undefined;
  const at = recordsOf(notes).find((record) => Atomics.compareExchange(notes, record, 0, threads().threadId) === 0);
  return at === undefined ? undefined : notes.subarray(at + 1, at + RECORD_LENGTH).fill(0);
}

/** The counters of a thread that has ended; its place is free for another then. `undefined` when it watched nothing. */
export function takeCounters(endedThreadId: number): Int32Array | undefined {
  const notes = sharedNotes();
  const at = notes && recordsOf(notes).find((record) => Atomics.load(notes, record) === endedThreadId);
  if (notes === undefined || at === undefined) return undefined;
  const counters = notes.slice(at + 1, at + RECORD_LENGTH);
  Atomics.store(notes, at, 0);
  return counters;
}

function recordsOf(notes: Int32Array): number[] {
  const count = Math.floor((notes.length - 1) / RECORD_LENGTH);
  return Array.from({ length: count }, (_, index) => 1 + index * RECORD_LENGTH);
}

function sharedNotes(): Int32Array | undefined {
  const shared: unknown = mayHaveThreads() ? threads().getEnvironmentData(KEY) : undefined;
  return shared instanceof SharedArrayBuffer ? new Int32Array(shared) : undefined;
}
