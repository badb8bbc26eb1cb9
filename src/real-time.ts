/**
 * Clocks and timers. Those of the preload: the build puts in what src/builtins.ts saved, so that fake timers (sinon,
 * jest, vitest) neither stop our work nor make a limited wait endless. Timers carry no async context of the host.
 */
import { inEmptyContext } from './empty-context.js';

/** Milliseconds on the monotonic clock. Not `performance`: touching it loads node:perf_hooks, 2 ms of a start (#4). */
export function nowMs(): number {
  // Without an iterator, which a host may have replaced (#9 B11).
  const { 0: seconds, 1: nanoseconds } = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Milliseconds since 1970. */
export const wallMs = (): number => Date.now();

const LONGEST_MS = 0x7fffffff;

/** Node warns on stderr about a delay that is negative, too long or not a number. */
export function startTimer(call: () => void, ms: number): NodeJS.Timeout {
  return inEmptyContext(() => setTimeout(call, ms > 0 ? Math.min(ms, LONGEST_MS) : 0));
}

/** A timer that does not keep the process alive. */
export function startIdleTimer(call: () => void, ms: number): NodeJS.Timeout {
  const timer = startTimer(call, ms);
  // Timers that were faked before mcpwatch was loaded may be numbers.
  timer.unref?.();
  return timer;
}

export const stopTimer = (timer: NodeJS.Timeout | undefined): void => clearTimeout(timer);

/** In this turn of the event loop, when the code that runs now has returned. */
export const soon = (call: () => void): void => queueMicrotask(call);

/** In the next turn of the event loop. */
export const nextTurn = (call: () => void): NodeJS.Immediate => inEmptyContext(() => setImmediate(call));
