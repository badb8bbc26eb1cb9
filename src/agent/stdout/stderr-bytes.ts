/**
 * Writes what was meant for stdout to stderr. Not through `process.stderr`, whose errors nobody handles: a client that has
 * closed it would end the server. A pipe that is full for the moment (EAGAIN) keeps nothing out: the rest waits here.
 */
import { writeSync } from 'node:fs';
import { errnoOf } from '../../errno.js';
import { nowMs, startIdleTimer } from '../../real-time.js';

/** Bytes that wait for a client that is slow to read; beyond them, the write itself waits, as one to a full stdout does. */
const MAX_WAITING = 16 * 1024 * 1024;
/** How long a write or the exit of the process waits for a client that reads nothing at all. */
const LONGEST_WAIT_MS = 500;
const RETRY_MS = 10;
/** Entries that are written and not removed yet: removing each would move all others. */
const MOST_DONE = 10_000;

let waiting: Buffer[] = [];
/** How many of `waiting` are written. */
let done = 0;
let waitingBytes = 0;
let isTimerSet = false;
/** The client has read nothing for the longest wait: it is not waited for again until it reads. */
let isStalled = false;

export function writeBytesToStderr(bytes: Uint8Array): void {
  const rest = waitingBytes === 0 ? written(bytes) : bytes;
  if (rest.length > 0) keep(rest);
  if (waitingBytes > MAX_WAITING) waitForClient(MAX_WAITING);
  // Nobody reads it: what is oldest stays, because it explains the rest.
  while (waitingBytes > MAX_WAITING) waitingBytes -= waiting.pop()?.length ?? waitingBytes;
  retryLater();
}

/** The process ends: the last chance of what still waits. */
export function flushStderr(): void {
  if (waitingBytes > 0) waitForClient(0);
}

function keep(bytes: Uint8Array): void {
  // A copy: the host may use its buffer again.
  waiting.push(Buffer.from(bytes));
  waitingBytes += bytes.length;
}

/** What stderr does not take now. */
function written(bytes: Uint8Array): Uint8Array {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(2, bytes, at);
  } catch (error) {
    // Closed: there is no other place for it.
    if (errnoOf(error) !== 'EAGAIN') return bytes.subarray(bytes.length);
  }
  return bytes.subarray(at);
}

/** Returns whether stderr has taken anything. */
function retry(): boolean {
  const before = waitingBytes;
  for (let next = waiting[done]; next !== undefined; next = waiting[done]) {
    const rest = written(next);
    waitingBytes -= next.length - rest.length;
    if (rest.length > 0) {
      waiting[done] = Buffer.from(rest);
      break;
    }
    done += 1;
  }
  if (done === waiting.length || done > MOST_DONE) {
    waiting = waiting.slice(done);
    done = 0;
  }
  if (waitingBytes < before) isStalled = false;
  return waitingBytes < before;
}

function waitForClient(enough: number): void {
  let since = nowMs();
  while (waitingBytes > enough) {
    if (retry()) since = nowMs();
    else if (isStalled || nowMs() - since > LONGEST_WAIT_MS) {
      isStalled = true;
      return;
    } else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

function retryLater(): void {
  if (isTimerSet || waitingBytes === 0) return;
  isTimerSet = true;
  startIdleTimer(() => {
    isTimerSet = false;
    retry();
    retryLater();
  }, RETRY_MS);
}
