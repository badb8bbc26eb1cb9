/**
 * Durations on one logarithmic scale from 1 ms to 60 s, so that rows can be compared: solid is the server's own time,
 * striped is time spent waiting for the client.
 */

const SHORTEST_MS = 1;
const LONGEST_MS = 60_000;

/** From 0 to 1. */
export function scaled(ms: number): number {
  const bounded = Math.min(Math.max(ms, SHORTEST_MS), LONGEST_MS);
  return Math.log(bounded / SHORTEST_MS) / Math.log(LONGEST_MS / SHORTEST_MS);
}

interface Props {
  readonly durationMs: number;
  readonly waitMs: number | null;
  readonly isOpen: boolean;
}

/** Seen by the eye only: the number stands beside it. */
export function DurationBar({ durationMs, waitMs, isOpen }: Props) {
  const whole = Math.max(2, scaled(durationMs) * 100);
  const waiting = durationMs > 0 ? whole * Math.min(1, (waitMs ?? 0) / durationMs) : 0;
  return (
    <span class={`bar${isOpen ? ' bar-open' : ''}`} aria-hidden="true">
      <span class="bar-server" style={{ width: `${whole - waiting}%` }} />
      {waiting > 0 && <span class="bar-wait" style={{ width: `${waiting}%` }} />}
    </span>
  );
}
