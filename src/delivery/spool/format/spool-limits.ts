/** How much may wait on disk for one process; beyond that the oldest lines are dropped first, and counted. */
export interface SpoolLimits {
  /** A segment is closed when it has grown to this size, or is this old and gets another line. */
  readonly segmentBytes: number;
  readonly segmentEvents: number;
  readonly segmentAgeMs: number;
  readonly bytes: number;
  readonly events: number;
  /** Counted from the creation of a line's segment. */
  readonly ageMs: number;
  /** A longer line is dropped as `too_large`. */
  readonly lineBytes: number;
}

export const SPOOL_LIMITS: SpoolLimits = {
  segmentBytes: 4 * 1024 * 1024,
  segmentEvents: 8000,
  segmentAgeMs: 60 * 60 * 1000,
  bytes: 64 * 1024 * 1024,
  events: 100_000,
  ageMs: 7 * 24 * 60 * 60 * 1000,
  lineBytes: 1024 * 1024,
};
