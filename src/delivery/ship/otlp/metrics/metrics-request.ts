/** The state of the metrics as one request, cumulative since the process started or as the difference to an earlier state. */
import {
  type Exemplar,
  type HistogramPoint,
  type Metric,
  type MetricsRequest,
  type Resource,
  type Scope,
  TEMPORALITY,
} from '../encode/messages.js';
import { BOUNDS } from './bounds.js';
import { DROPPED, DROPPED_DESCRIPTION, DURATIONS, isDurationName } from './instruments.js';
import type { SeriesState } from './series.js';
import { seriesKey } from './series-key.js';
import type { Snapshot } from './snapshot.js';

/** Exemplars of the state that is sent; a snapshot has none. */
export type SendableSeries = SeriesState & { exemplars?(): readonly Exemplar[] };
export type SendableState = Omit<Snapshot, 'series'> & { readonly series: readonly SendableSeries[] };

export interface PointsOptions {
  readonly resource: Resource;
  readonly scope: Scope;
  readonly temporality: keyof typeof TEMPORALITY;
  /** Delta: the state that the receiver acknowledged last; none before the first time. */
  readonly since?: Snapshot;
}

/** `undefined` when nothing was counted: empty requests are not sent. */
export function metricsRequest(state: SendableState, options: PointsOptions): MetricsRequest | undefined {
  const metrics = [...durationMetrics(state, options), ...droppedMetrics(state, options)];
  if (metrics.length === 0) return undefined;
  const { resource, scope } = options;
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] };
}

/** What a difference is made to. */
const baseOf = ({ temporality, since }: PointsOptions) => (temporality === 'delta' ? since : undefined);

function durationMetrics(state: SendableState, options: PointsOptions): Metric[] {
  const since = baseOf(options);
  const earlier = new Map(since?.series.map((it) => [seriesKey(it.name, it.attributes), it]));
  const aggregationTemporality = TEMPORALITY[options.temporality];
  return Object.entries(DURATIONS).flatMap(([name, description]) => {
    const dataPoints = state.series
      .filter((it) => isDurationName(name) && it.name === name)
      .map((it) => point(it, earlier.get(seriesKey(it.name, it.attributes)), state, since))
      .filter(({ count }) => count > 0);
    if (dataPoints.length === 0) return [];
    return [{ name, description, unit: 's', histogram: { dataPoints, aggregationTemporality } }];
  });
}

function point(
  series: SendableSeries,
  earlier: SeriesState | undefined,
  { startUs, timeUs }: SendableState,
  since: Snapshot | undefined,
): HistogramPoint {
  const exemplars = series.exemplars?.() ?? [];
  return {
    attributes: series.attributes,
    startUs: since?.timeUs ?? startUs,
    timeUs,
    count: series.count - (earlier?.count ?? 0),
    sum: series.sum - (earlier?.sum ?? 0),
    bucketCounts: series.buckets.map((count, index) => count - (earlier?.buckets[index] ?? 0)),
    explicitBounds: BOUNDS,
    ...(exemplars.length === 0 ? {} : { exemplars }),
    ...(earlier === undefined ? { min: series.min, max: series.max } : series.recent),
  };
}

function droppedMetrics({ dropped, startUs, timeUs }: SendableState, options: PointsOptions): Metric[] {
  const since = baseOf(options);
  const dataPoints = Object.entries(dropped)
    .map(([reason, count]) => ({
      attributes: { 'mcpwatch.drop.reason': reason },
      startUs: since?.timeUs ?? startUs,
      timeUs,
      asInt: count - (since?.dropped[reason] ?? 0),
    }))
    .filter(({ asInt }) => asInt > 0);
  if (dataPoints.length === 0) return [];
  const sum = { dataPoints, aggregationTemporality: TEMPORALITY[options.temporality], isMonotonic: true };
  return [{ name: DROPPED, description: DROPPED_DESCRIPTION, unit: '{event}', sum }];
}
