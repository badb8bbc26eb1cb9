/** Time, as it was before a host could fake it: see src/real-time.ts. */
import { nowMs, wallMs } from '../real-time.js';

const RealDate = Date;

export interface Clock {
  /** Milliseconds on the monotonic clock. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
}

export const systemClock: Clock = { monotonicMs: nowMs, wallMs };

/** ISO 8601, UTC, milliseconds. */
export function isoTime(atMs: number): string {
  return new RealDate(atMs).toISOString();
}

/** A moment on both clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** The moment at which the monotonic clock said `monotonicMs`. */
export function momentAt(monotonicMs: number, clock: Clock): Moment {
  return { monotonicMs, wallMs: clock.wallMs() - (clock.monotonicMs() - monotonicMs) };
}

export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}
