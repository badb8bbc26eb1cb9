/** Time, as it was before a host could fake it: see src/real-time.ts. */
import { nowMs, wallMs } from '../../real-time.js';

export interface Clock {
  /** Milliseconds on the monotonic clock. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
}

export const systemClock: Clock = { monotonicMs: nowMs, wallMs };

let lastSecond = Number.NaN;
let lastStart = '';

/** ISO 8601, UTC, milliseconds. The engine takes a microsecond for this; most times are in the same second as the last. */
export function isoTime(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastStart = Reflect.apply(Date.prototype.toISOString, new Date(second * 1000), []).slice(0, -'000Z'.length);
    lastSecond = second;
  }
  return `${lastStart}${String(Math.floor(atMs) - second * 1000).padStart(3, '0')}Z`;
}

/** A moment on both clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** The moment at which the monotonic clock showed `monotonicMs`. */
export function momentAt(monotonicMs: number, clock: Clock): Moment {
  return { monotonicMs, wallMs: clock.wallMs() - (clock.monotonicMs() - monotonicMs) };
}

export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}
