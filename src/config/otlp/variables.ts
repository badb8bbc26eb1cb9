/**
 * The environment variables of the OpenTelemetry specification that mcpwatch honours
 * (specification/configuration/sdk-environment-variables.md, specification/protocol/exporter.md), a row each.
 * docs/opentelemetry.md describes them.
 */
import { integer, oneOf, RATE } from '../value-kinds.js';
import { BOOLEAN, EXPORTER_ADDRESS, FILE, HEADERS, type Kind, PAIRS, TEXT, TIMEOUT, words } from './kinds.js';

export interface Variable<T> extends Kind<T> {
  readonly name: string;
  readonly fallback: T;
}

/** One that has a value only when it is set. */
type OptionalVariable<T> = Variable<T | undefined>;

function variable<T>(name: string, kind: Kind<T>, fallback: T): Variable<T> {
  return { ...kind, name, fallback };
}

function optional<T>(name: string, kind: Kind<T>): OptionalVariable<T> {
  return { ...kind, name, fallback: undefined };
}

export type Signal = 'traces' | 'metrics';

/** The variables for one signal, or for both; those of one signal come first. */
export function exporterVariables(signal?: Signal) {
  const prefix = `OTEL_EXPORTER_OTLP_${signal === undefined ? '' : `${signal.toUpperCase()}_`}`;
  return {
    endpoint: optional(`${prefix}ENDPOINT`, EXPORTER_ADDRESS),
    headers: optional(`${prefix}HEADERS`, HEADERS),
    protocol: optional(`${prefix}PROTOCOL`, oneOf(['http/protobuf', 'http/json', 'grpc'])),
    compression: optional(`${prefix}COMPRESSION`, oneOf(['gzip', 'none'])),
    timeoutMs: optional(`${prefix}TIMEOUT`, TIMEOUT),
    certificate: optional(`${prefix}CERTIFICATE`, FILE),
    clientKey: optional(`${prefix}CLIENT_KEY`, FILE),
    clientCertificate: optional(`${prefix}CLIENT_CERTIFICATE`, FILE),
  };
}

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** Which measurements become exemplars: those of sampled spans, all, none. */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off';

const COUNT = integer(0, 1_000_000_000);
/** What the specification lists for either signal; the host's own OpenTelemetry may send to them. */
const EXPORTERS = words(['otlp', 'none', 'console', 'logging', 'otlp/stdout', 'prometheus', 'zipkin', 'jaeger']);
const PROPAGATORS = words(['tracecontext', 'baggage', 'none', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace']);

export const VARIABLES = {
  isDisabled: variable('OTEL_SDK_DISABLED', BOOLEAN, false),
  configFile: optional('OTEL_CONFIG_FILE', TEXT),
  serviceName: optional('OTEL_SERVICE_NAME', TEXT),
  resource: variable('OTEL_RESOURCE_ATTRIBUTES', PAIRS, {}),
  tracesExporter: variable('OTEL_TRACES_EXPORTER', EXPORTERS, ['otlp']),
  metricsExporter: variable('OTEL_METRICS_EXPORTER', EXPORTERS, ['otlp']),
  sampler: variable('OTEL_TRACES_SAMPLER', oneOf(SAMPLERS), 'parentbased_always_on'),
  samplerRatio: variable('OTEL_TRACES_SAMPLER_ARG', RATE, 1),
  propagators: variable('OTEL_PROPAGATORS', PROPAGATORS, ['tracecontext', 'baggage']),
  temporality: variable(
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    oneOf(['cumulative', 'delta', 'lowmemory']),
    'cumulative',
  ),
  /** The conventions have buckets of their own. */
  histograms: optional(
    'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
    oneOf(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
  ),
  metricIntervalMs: variable('OTEL_METRIC_EXPORT_INTERVAL', integer(100, 86_400_000, 'milliseconds'), 60_000),
  exemplars: variable<ExemplarFilter>(
    'OTEL_METRICS_EXEMPLAR_FILTER',
    oneOf<ExemplarFilter>(['trace_based', 'always_on', 'always_off']),
    'trace_based',
  ),
  spanAttributeCount: optional('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', COUNT),
  attributeCount: variable('OTEL_ATTRIBUTE_COUNT_LIMIT', COUNT, 128),
  spanValueLength: optional('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', COUNT),
  valueLength: optional('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', COUNT),
  scheduleDelayMs: variable('OTEL_BSP_SCHEDULE_DELAY', integer(0, 3_600_000, 'milliseconds'), 5000),
  maxBatchSize: variable('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', integer(1, 10_000), 512),
};
