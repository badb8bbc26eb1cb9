/**
 * The messages of opentelemetry-proto 1.9, field by field. Ordered by number, which is the order in which the official
 * serialisers write them.
 */
import { field, many, one, type Shape } from './field-writer.js';
import type {
  CountPoint,
  Exemplar,
  Histogram,
  HistogramPoint,
  Metric,
  MetricsRequest,
  Resource,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  ScopeMetrics,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanLink,
  SpanStatus,
  Sum,
  TraceRequest,
} from './messages.js';

const RESOURCE: Shape<Resource> = [field(1, 'attributes', 'attributes')];

const SCOPE: Shape<Scope> = [field(1, 'text', 'name'), field(2, 'text', 'version')];

const STATUS: Shape<SpanStatus> = [field(2, 'text', 'message'), field(3, 'varint', 'code')];

const SPAN_EVENT: Shape<SpanEvent> = [
  field(1, 'time', 'timeUs', 'timeUnixNano'),
  field(2, 'text', 'name'),
  field(3, 'attributes', 'attributes'),
];

const SPAN_LINK: Shape<SpanLink> = [
  field(1, 'hex', 'traceId'),
  field(2, 'hex', 'spanId'),
  field(3, 'text', 'traceState'),
  field(6, 'fixed32', 'flags'),
];

export const SPAN: Shape<Span> = [
  field(1, 'hex', 'traceId'),
  field(2, 'hex', 'spanId'),
  field(3, 'text', 'traceState'),
  field(4, 'hex', 'parentSpanId'),
  field(5, 'text', 'name'),
  field(6, 'varint', 'kind'),
  field(7, 'time', 'startUs', 'startTimeUnixNano'),
  field(8, 'time', 'endUs', 'endTimeUnixNano'),
  field(9, 'attributes', 'attributes'),
  field(10, 'varint', 'droppedAttributesCount'),
  many(11, 'events', SPAN_EVENT),
  many(13, 'links', SPAN_LINK),
  one(15, 'status', STATUS),
  field(16, 'fixed32', 'flags'),
];

const SCOPE_SPANS: Shape<ScopeSpans> = [one(1, 'scope', SCOPE), many(2, 'spans', SPAN)];

const RESOURCE_SPANS: Shape<ResourceSpans> = [one(1, 'resource', RESOURCE), many(2, 'scopeSpans', SCOPE_SPANS)];

export const TRACE_REQUEST: Shape<TraceRequest> = [many(1, 'resourceSpans', RESOURCE_SPANS)];

const EXEMPLAR: Shape<Exemplar> = [
  field(2, 'time', 'timeUs', 'timeUnixNano'),
  field(3, 'double', 'asDouble'),
  field(4, 'hex', 'spanId'),
  field(5, 'hex', 'traceId'),
];

const HISTOGRAM_POINT: Shape<HistogramPoint> = [
  field(2, 'time', 'startUs', 'startTimeUnixNano'),
  field(3, 'time', 'timeUs', 'timeUnixNano'),
  field(4, 'fixed64', 'count'),
  field(5, 'double', 'sum'),
  field(6, 'packedFixed64', 'bucketCounts'),
  field(7, 'packedDouble', 'explicitBounds'),
  many(8, 'exemplars', EXEMPLAR),
  field(9, 'attributes', 'attributes'),
  field(11, 'double', 'min'),
  field(12, 'double', 'max'),
];

const HISTOGRAM: Shape<Histogram> = [
  many(1, 'dataPoints', HISTOGRAM_POINT),
  field(2, 'varint', 'aggregationTemporality'),
];

const COUNT_POINT: Shape<CountPoint> = [
  field(2, 'time', 'startUs', 'startTimeUnixNano'),
  field(3, 'time', 'timeUs', 'timeUnixNano'),
  field(6, 'fixed64', 'asInt'),
  field(7, 'attributes', 'attributes'),
];

const SUM: Shape<Sum> = [
  many(1, 'dataPoints', COUNT_POINT),
  field(2, 'varint', 'aggregationTemporality'),
  field(3, 'boolean', 'isMonotonic'),
];

const METRIC: Shape<Metric> = [
  field(1, 'text', 'name'),
  field(2, 'text', 'description'),
  field(3, 'text', 'unit'),
  one(7, 'sum', SUM),
  one(9, 'histogram', HISTOGRAM),
];

const SCOPE_METRICS: Shape<ScopeMetrics> = [one(1, 'scope', SCOPE), many(2, 'metrics', METRIC)];

const RESOURCE_METRICS: Shape<ResourceMetrics> = [one(1, 'resource', RESOURCE), many(2, 'scopeMetrics', SCOPE_METRICS)];

export const METRICS_REQUEST: Shape<MetricsRequest> = [many(1, 'resourceMetrics', RESOURCE_METRICS)];
