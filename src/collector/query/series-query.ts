/** Charts: counts and latencies in equal intervals. */
import { countedOf, type Intervals, type Series, SeriesBuilder, type SeriesBy } from '../../analysis/charts/series.js';
import type { Filter } from '../../analysis/filter/filter.js';
import { isoTime } from '../../analysis/rows/row.js';
import { FINEST_SLOT_MS, slotWithin } from '../store/slots.js';
import type { Source } from '../store/source.js';
import { bucketsFor, createPartMatcher, isLimitedTo, periodOf, termsFor, withoutDurations } from './part-of-filter.js';
import { periodUpToNow } from './period-up-to-now.js';
import { visitRows } from './visit.js';

export interface SeriesArguments {
  /** Its times set the period. */
  readonly filter: Filter;
  readonly by: SeriesBy;
  readonly points: number;
}

export interface SeriesResult {
  readonly from: string;
  readonly to: string;
  readonly step_ms: number;
  /** So many intervals, from the first, are over: the others have what was counted so far. */
  readonly finished: number;
  readonly source: 'rollup' | 'events';
  readonly complete: boolean;
  readonly series: readonly Series[];
}

const DEFAULT_PERIOD_MS = 3_600_000;
/** Shorter periods are counted from the events themselves. */
const FINE_PERIOD_MS = 300_000;
/** Fields that a roll-up keeps. */
const COUNTED_FIELDS = ['server', 'tool', 'name', 'type', 'status'] as const;

export function seriesQuery(source: Source, args: SeriesArguments): SeriesResult {
  const { filter, by } = args;
  const intervals = intervalsOf(source, args);
  const builder = new SeriesBuilder(by, intervals);
  const { fromMs, stepMs, points } = intervals;
  const isBucketWanted = bucketsFor(filter);
  const counted =
    isBucketWanted !== undefined && isLimitedTo(withoutDurations(filter), COUNTED_FIELDS)
      ? source.counted(fromMs, fromMs + stepMs * points - 1, stepMs)
      : undefined;
  let complete = true;
  if (counted === undefined) {
    complete = visitRows(source, { filter: within(filter, intervals), only: 'top' }, (row) => {
      const one = countedOf(row);
      if (one !== undefined) builder.add(one);
      return true;
    });
  } else {
    const isWanted = createPartMatcher(termsFor(filter, COUNTED_FIELDS));
    const hasTerms = filter.terms.some(({ kind }) => kind === 'field');
    const hasDurations = filter.terms.some(({ kind }) => kind === 'number');
    for (const one of counted) {
      if (hasTerms && !isWanted(one)) continue;
      builder.add(hasDurations ? { ...one, buckets: one.buckets.filter(([at]) => isBucketWanted?.(at)) } : one);
    }
  }
  return {
    from: isoTime(fromMs),
    to: isoTime(fromMs + stepMs * points),
    step_ms: stepMs,
    finished: finishedOf(intervals, Date.now()),
    source: counted === undefined ? 'events' : 'rollup',
    complete,
    series: builder.result(),
  };
}

/** Intervals that a roll-up's slots fit into, unless the period is too short for that. */
function intervalsOf(source: Source, { filter, points }: SeriesArguments): Intervals {
  const { fromMs, toMs } = periodOf(filter);
  const newest = periodUpToNow(source)?.toMs ?? Date.now();
  const end = toMs ?? (fromMs === undefined ? newest : Date.now());
  const start = Math.max(0, Math.min(fromMs ?? end - DEFAULT_PERIOD_MS, end));
  const slotMs = slotWithin((end - start) / points) ?? (end - start >= FINE_PERIOD_MS ? FINEST_SLOT_MS : 1);
  const stepMs = Math.max(slotMs, Math.ceil((end - start) / points / slotMs) * slotMs);
  const first = Math.floor(start / slotMs) * slotMs;
  return { fromMs: first, stepMs, points: Math.max(1, Math.floor((end - first) / stepMs) + 1) };
}

/** Where a clock was wrong and all is dated ahead, all is over. */
function finishedOf({ fromMs, stepMs, points }: Intervals, nowMs: number): number {
  return fromMs > nowMs ? points : Math.min(points, Math.floor((nowMs - fromMs) / stepMs));
}

/** The first and the last interval are counted whole, as in a roll-up, wherever in them the filter's times are. */
function within(filter: Filter, { fromMs, stepMs, points }: Intervals): Filter {
  return {
    terms: [
      ...filter.terms.filter(({ kind }) => kind !== 'time'),
      { kind: 'time', edge: 'since', atMs: fromMs },
      { kind: 'time', edge: 'until', atMs: fromMs + stepMs * points - 1 },
    ],
  };
}
