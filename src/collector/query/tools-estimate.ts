/** Tools from roll-ups, where a period has more calls than can be read at once: percentiles come from buckets. */
import { quantileOf } from '../../analysis/charts/histogram.js';
import { type Counted, totalOf } from '../../analysis/charts/series.js';
import { TREND_PARTS, Trend } from '../../analysis/charts/trend.js';
import type { Filter } from '../../analysis/filter/filter.js';
import { isFailed } from '../../analysis/rows/row.js';
import { isToolCall, NO_NUMBERS, type ToolNumbers, type ToolTotals, toolKey } from '../../analysis/summaries/tools.js';
import { FINEST_SLOT_MS } from '../store/slots.js';
import type { Source } from '../store/source.js';
import { createPartMatcher, periodOf, termsFor } from './part-of-filter.js';
import { periodUpToNow } from './period-up-to-now.js';

export interface Called {
  readonly totals: ToolTotals;
  readonly numbers: ToolNumbers;
  readonly trend: readonly number[];
}

/** Fields of the filter that a definition has too. */
export const DEFINITION_FIELDS = ['tool', 'name', 'server'] as const;

export interface Estimate {
  /** About as many as there are in the period: whole slots are counted. */
  readonly calls: number;
  /** `newest`: what was read of the same calls, newest first: sizes and the last error are theirs. */
  readonly with: (newest: readonly Called[]) => readonly Called[];
}

/** `undefined` where no roll-up is as fine as the period. */
export function estimateOf(source: Source, filter: Filter): Estimate | undefined {
  const all = periodUpToNow(source);
  const whole = source.period();
  if (all === undefined || whole === undefined) return undefined;
  const asked = periodOf(filter);
  const period = { fromMs: asked.fromMs ?? all.fromMs, toMs: Math.min(asked.toMs ?? all.toMs, all.toMs) };
  const partMs = Math.max(FINEST_SLOT_MS, (period.toMs - period.fromMs) / TREND_PARTS);
  const counted = source.counted(period.fromMs, asked.toMs ?? whole.toMs, partMs);
  if (counted === undefined) return undefined;
  const isWanted = createPartMatcher(termsFor(filter, DEFINITION_FIELDS));
  const sums = new Map<string, Sum>();
  for (const one of counted) {
    if (!isToolCall(one) || !isWanted(one)) continue;
    const key = toolKey(one.server_name, one.event_name);
    const sum = sums.get(key) ?? new Sum(one, period);
    sums.set(key, sum);
    sum.add(one);
  }
  return {
    calls: [...sums.values()].reduce((total, { calls }) => total + calls, 0),
    with: (newest) => {
      const read = new Map(newest.map((one) => [toolKey(one.totals.server_name, one.totals.name), one]));
      return [...sums].map(([key, sum]) => sum.result(read.get(key)));
    },
  };
}

class Sum {
  readonly #first: Counted;
  readonly #trend: Trend;
  readonly #fromMs: number;
  readonly #buckets: number[] = [];
  calls = 0;
  #errors = 0;
  #lastMs = 0;

  constructor(first: Counted, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
    this.#first = first;
    this.#fromMs = fromMs;
    this.#trend = new Trend(fromMs, toMs);
  }

  add(counted: Counted): void {
    const count = totalOf(counted);
    const atMs = Math.max(counted.started_ms, this.#fromMs);
    this.calls += count;
    if (isFailed(counted)) this.#errors += count;
    for (const [bucket, own] of counted.buckets) this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + own;
    this.#trend.addSlot(counted.started_ms, counted.slot_ms, count);
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  result(read: Called | undefined): Called {
    const { server_name, event_name: name, started_ms } = this.#first;
    const buckets = Array.from(this.#buckets, (count = 0) => count);
    return {
      totals: {
        server_name,
        name,
        calls: this.calls,
        errors: this.#errors,
        first_ms: Math.max(started_ms, this.#fromMs),
        last_ms: read?.totals.last_ms ?? this.#lastMs,
        last_error: read?.totals.last_error ?? null,
      },
      numbers: {
        ...(read?.numbers ?? NO_NUMBERS),
        p50_ms: quantileOf(buckets, 0.5),
        p95_ms: quantileOf(buckets, 0.95),
        p99_ms: quantileOf(buckets, 0.99),
        max_ms: quantileOf(buckets, 1),
      },
      trend: this.#trend.counts,
    };
  }
}
