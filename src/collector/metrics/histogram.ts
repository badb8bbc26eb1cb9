/** A Prometheus histogram of durations, in seconds, with the buckets of OpenTelemetry's MCP conventions. */
import { CONVENTION_LIMITS_S } from '../../analysis/charts/histogram.js';

export class Histogram {
  /** By bucket; the last one takes what is longer than every limit. */
  readonly #counts = Array<number>(CONVENTION_LIMITS_S.length + 1).fill(0);
  #sum = 0;

  observe(seconds: number): void {
    const at = CONVENTION_LIMITS_S.findIndex((limit) => seconds <= limit);
    const bucket = at < 0 ? CONVENTION_LIMITS_S.length : at;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Lines without the metric's name: suffix, value of `le`, number. */
  *samples(): Iterable<{ readonly suffix: string; readonly le?: string; readonly value: number }> {
    let total = 0;
    for (const [at, count] of this.#counts.entries()) {
      total += count;
      yield { suffix: '_bucket', le: String(CONVENTION_LIMITS_S[at] ?? '+Inf'), value: total };
    }
    yield { suffix: '_sum', value: this.#sum };
    yield { suffix: '_count', value: total };
  }
}
