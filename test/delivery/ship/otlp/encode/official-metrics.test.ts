/** Metrics: our bytes, beside those of the official SDK and its serialiser. */
import { ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  type Histogram as HistogramValue,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { JsonEncoder } from '../../../../../src/delivery/ship/otlp/encode/json.js';
import type { Attributes, Metric, MetricsRequest } from '../../../../../src/delivery/ship/otlp/encode/messages.js';
import { ProtobufEncoder } from '../../../../../src/delivery/ship/otlp/encode/protobuf.js';
import { METRICS_REQUEST } from '../../../../../src/delivery/ship/otlp/encode/shapes.js';
import { decode, METRICS, readJson, withoutDefaults } from '../official.js';

const RESOURCE = { 'service.name': 'weather' };
const BOUNDS = [0.01, 0.1, 1];

class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Collected from the real SDK: a histogram with two series and a sum. */
async function officialMetrics(temporality: AggregationTemporality): Promise<ResourceMetrics> {
  const reader = new PullReader({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({
    resource: resourceFromAttributes(RESOURCE),
    readers: [reader],
    views: [
      {
        instrumentName: 'mcp.server.operation.duration',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BOUNDS } },
      },
    ],
  });
  const meter = provider.getMeter('mcpwatch-node', '1.0.0');
  const duration = meter.createHistogram('mcp.server.operation.duration', { unit: 's', description: 'How long.' });
  for (const seconds of [0, 0.005, 0.01, 0.3, 77]) duration.record(seconds, { 'mcp.method.name': 'tools/call' });
  duration.record(2 ** -40, { 'mcp.method.name': 'ping' });
  meter
    .createCounter('mcpwatch.events.dropped', { unit: '{event}', valueType: ValueType.INT })
    .add(3, { reason: 'queue_full' });
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics;
}

const micros = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1e6 + Math.floor(nanoseconds / 1000);

function ourMetric(metric: ResourceMetrics['scopeMetrics'][number]['metrics'][number]): Metric {
  const { name, description, unit } = metric.descriptor;
  const aggregationTemporality = metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2;
  const common = { name, description, unit };
  const dataPoints = metric.dataPoints.map(({ attributes, startTime, endTime, value }) => ({
    attributes: attributes as Attributes,
    startUs: micros(startTime),
    timeUs: micros(endTime),
    value,
  }));
  if (name !== 'mcp.server.operation.duration') {
    const points = dataPoints.map(({ value, ...rest }) => ({ ...rest, asInt: Number(value) }));
    return { ...common, sum: { dataPoints: points, aggregationTemporality, isMonotonic: true } };
  }
  const points = dataPoints.map(({ value, ...rest }) => {
    const { buckets, count, sum, min, max } = value as HistogramValue;
    return {
      ...rest,
      count,
      sum: sum ?? 0,
      min: min ?? 0,
      max: max ?? 0,
      bucketCounts: buckets.counts,
      explicitBounds: buckets.boundaries,
    };
  });
  return { ...common, histogram: { dataPoints: points, aggregationTemporality } };
}

const ourRequest = ({ scopeMetrics }: ResourceMetrics): MetricsRequest => ({
  resourceMetrics: [
    {
      resource: { attributes: RESOURCE },
      scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
        scope: { name: scope.name, version: scope.version ?? '' },
        metrics: metrics.map(ourMetric),
      })),
    },
  ],
});

/** The SDK's clock has nanoseconds; ours has microseconds. */
function inMicroseconds(metrics: ResourceMetrics): ResourceMetrics {
  for (const { metrics: of } of metrics.scopeMetrics) {
    for (const point of of.flatMap(({ dataPoints }) => dataPoints as { startTime: number[]; endTime: number[] }[])) {
      for (const time of [point.startTime, point.endTime]) time[1] = Math.floor((time[1] ?? 0) / 1000) * 1000;
    }
  }
  return metrics;
}

describe.each([
  ['cumulative', AggregationTemporality.CUMULATIVE],
  ['delta', AggregationTemporality.DELTA],
])('%s metrics', (_, temporality) => {
  it('are the bytes that the official serialiser makes of the same points', async () => {
    const metrics = inMicroseconds(await officialMetrics(temporality));
    const official = ProtobufMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array();
    const bytes = new ProtobufEncoder().encode(METRICS_REQUEST, ourRequest(metrics));
    expect(bytes.toString('hex')).toBe(withoutDefaults(METRICS, official).toString('hex'));
    expect(metrics.scopeMetrics[0]?.metrics.map(({ dataPoints }) => dataPoints.length)).toEqual([2, 1]);
  });

  it('say the same in JSON', async () => {
    const ours = ourRequest(await officialMetrics(temporality));
    const json = new JsonEncoder().encode(METRICS_REQUEST, ours).toString();
    expect(readJson(METRICS, json)).toEqual(decode(METRICS, new ProtobufEncoder().encode(METRICS_REQUEST, ours)));
  });
});
