/**
 * Time as it was when mcpwatch was loaded: a host that installs fake timers later (sinon, jest, vitest) must neither
 * stop our work nor make a bounded wait endless.
 */
const hrtime: () => [number, number] = process.hrtime.bind(process);

/** Milliseconds on the monotonic clock. Not `performance`: to touch it loads node:perf_hooks, 2 ms of a start (#4). */
export function nowMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export const wallMs: () => number = Date.now.bind(Date);

const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;
const LONGEST_MS = 0x7fffffff;

/** Node has a warning on stderr for a delay that is negative, too long or no number. */
export function startTimer(call: () => void, ms: number): NodeJS.Timeout {
  return realSetTimeout(call, ms > 0 ? Math.min(ms, LONGEST_MS) : 0);
}

/** A timer that does not keep the process alive. */
export function startIdleTimer(call: () => void, ms: number): NodeJS.Timeout {
  const timer = startTimer(call, ms);
  // Timers that were faked before we were loaded may be numbers.
  timer.unref?.();
  return timer;
}

export const stopTimer = (timer: NodeJS.Timeout | undefined): void => realClearTimeout(timer);

export const soon: (call: () => void) => void = queueMicrotask.bind(globalThis);
export const nextTurn: (call: () => void) => NodeJS.Immediate = setImmediate.bind(globalThis);
