/** Joins what belongs to one call: the requests that it made to its client, and the rounds of one operation. */
import type { Row } from '../rows/row.js';
import type { CallSample } from '../statistics/call-statistics.js';

type Draft = Omit<Row, 'seq' | 'key'>;

interface Rounds {
  readonly count: number;
  readonly durationMs: number;
  readonly waitMs: number;
}

const NONE: Rounds = { count: 0, durationMs: 0, waitMs: 0 };
/** Calls that never end would pile up here. */
const MAX_OPEN = 100_000;

export class Operations {
  /** Requests to the client, by the span of the call that made them. They end before it does. */
  readonly #outbound = new Map<string, number>();
  readonly #rounds = new Map<string, Rounds>();

  outbound({ parent_span_id }: Draft): void {
    if (parent_span_id === null || this.#outbound.size > MAX_OPEN) return;
    this.#outbound.set(parent_span_id, (this.#outbound.get(parent_span_id) ?? 0) + 1);
  }

  /** `undefined` for a round after which the client asks again. */
  ended(row: Draft): CallSample | undefined {
    const earlier = this.#rounds.get(row.operation_id ?? '') ?? NONE;
    const count = earlier.count + 1 + (this.#outbound.get(row.span_id) ?? 0);
    const durationMs = earlier.durationMs + row.duration_ms;
    const waitMs = earlier.waitMs + (row.client_wait_ms ?? 0);
    this.#outbound.delete(row.span_id);
    if (row.operation_id !== null) {
      this.#rounds.delete(row.operation_id);
      if (row.status === 'input_required' && this.#rounds.size < MAX_OPEN) {
        this.#rounds.set(row.operation_id, { count, durationMs, waitMs });
        return undefined;
      }
    }
    return {
      durationMs,
      serverMs: Math.max(0, durationMs - waitMs),
      isError: row.status === 'error' || row.status === 'died',
      resultBytes: row.response_bytes ?? undefined,
      roundTrips: count - 1,
    };
  }
}
