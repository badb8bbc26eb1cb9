/**
 * What an OTLP request says, in one form for both encodings (opentelemetry-proto 1.9: trace.proto, metrics.proto,
 * common.proto). Only the fields that mcpwatch sends, under their JSON names, with three simplifications: times are
 * microseconds since 1970, ids are hex digits, attributes are a plain object.
 */

/** Whole numbers are sent as int64, other numbers as double. */
export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export const SPAN_KIND = { internal: 1, server: 2, client: 3 } as const;
export const STATUS_CODE = { unset: 0, error: 2 } as const;
export const TEMPORALITY = { delta: 1, cumulative: 2 } as const;

export interface Resource {
  readonly attributes: Attributes;
}

export interface Scope {
  readonly name: string;
  readonly version: string;
}

export interface TraceRequest {
  readonly resourceSpans: readonly ResourceSpans[];
}

export interface ResourceSpans {
  readonly resource: Resource;
  readonly scopeSpans: readonly ScopeSpans[];
}

export interface ScopeSpans {
  readonly scope: Scope;
  readonly spans: readonly Span[];
}

export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly traceState?: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND];
  readonly startUs: number;
  readonly endUs: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount?: number;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  readonly status?: SpanStatus;
  /** The eight W3C trace flags, and two bits that say whether the parent is in another process. */
  readonly flags: number;
}

export interface SpanStatus {
  readonly code: (typeof STATUS_CODE)[keyof typeof STATUS_CODE];
  readonly message?: string;
}

export interface SpanEvent {
  readonly timeUs: number;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly flags: number;
}

export interface MetricsRequest {
  readonly resourceMetrics: readonly ResourceMetrics[];
}

export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
}

export interface ScopeMetrics {
  readonly scope: Scope;
  readonly metrics: readonly Metric[];
}

/** Has one of `sum` and `histogram`. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  /** UCUM. */
  readonly unit: string;
  readonly sum?: Sum;
  readonly histogram?: Histogram;
}

type Temporality = (typeof TEMPORALITY)[keyof typeof TEMPORALITY];

export interface Sum {
  readonly dataPoints: readonly CountPoint[];
  readonly aggregationTemporality: Temporality;
  readonly isMonotonic: boolean;
}

export interface CountPoint {
  readonly attributes: Attributes;
  readonly startUs: number;
  readonly timeUs: number;
  readonly asInt: number;
}

export interface Histogram {
  readonly dataPoints: readonly HistogramPoint[];
  readonly aggregationTemporality: Temporality;
}

export interface HistogramPoint {
  readonly attributes: Attributes;
  readonly startUs: number;
  readonly timeUs: number;
  readonly count: number;
  readonly sum: number;
  /** One more than `explicitBounds`. */
  readonly bucketCounts: readonly number[];
  readonly explicitBounds: readonly number[];
  readonly exemplars?: readonly Exemplar[];
  readonly min?: number;
  readonly max?: number;
}

export interface Exemplar {
  readonly timeUs: number;
  readonly asDouble: number;
  readonly traceId: string;
  readonly spanId: string;
}
