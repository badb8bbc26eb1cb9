/** Time. Bound when mcpwatch is loaded: a host that installs fake timers later must not bend our durations. */
const RealDate = Date;
const monotonic = performance.now.bind(performance);

export interface Clock {
  /** Milliseconds on the monotonic clock. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
}

export const systemClock: Clock = { monotonicMs: monotonic, wallMs: () => RealDate.now() };

/** ISO 8601, UTC, milliseconds. */
export function isoTime(wallMs: number): string {
  return new RealDate(wallMs).toISOString();
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
