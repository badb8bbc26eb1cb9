/** What MCPWATCH_OTLP and the variables of the specification say together. Pure; wrong values are reported by name. */
import type { Problem } from '../parse-config.js';
import type { OtlpPolicy, ParentChoice } from '../policies.js';
import type { Environment } from '../spool-folder.js';
import { EnvironmentReader } from './reader.js';
import { readSignal, type SignalSettings } from './signal.js';
import { type ExemplarFilter, type SamplerName, VARIABLES } from './variables.js';

export type { ExemplarFilter };

export interface AttributeLimits {
  readonly count: number;
  /** Characters; `Infinity` where there is no limit. */
  readonly valueLength: number;
}

export interface SamplerSettings {
  readonly name: SamplerName;
  /** 0 to 1. */
  readonly ratio: number;
}

/** How calls are traced. */
export interface TraceSettings {
  /** Decides which calls are sent as spans. */
  readonly sampler: SamplerSettings;
  readonly parent: ParentChoice;
  /** Whether the context that a request carries is read (OTEL_PROPAGATORS). */
  readonly isRead: boolean;
  /** Whether requests to the client carry the context of their call. */
  readonly isInjected: boolean;
  /** Whether its `baggage` goes with it (OTEL_PROPAGATORS). */
  readonly hasBaggage: boolean;
}

export interface OtlpSettings {
  readonly traces: SignalSettings | undefined;
  readonly metrics: SignalSettings | undefined;
  readonly serviceName: string | undefined;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly sampler: SamplerSettings;
  readonly propagators: readonly string[];
  readonly limits: AttributeLimits;
  readonly temporality: 'cumulative' | 'delta';
  readonly metricIntervalMs: number;
  readonly exemplars: ExemplarFilter;
  /** The longest that an event waits for others. */
  readonly flushIntervalMs: number;
  readonly maxBatchSize: number;
}

export interface ReadOtlpSettings {
  /** `undefined`: OTLP is off. */
  readonly settings: OtlpSettings | undefined;
  readonly problems: readonly Problem[];
}

/** What a delay of 0 comes to: a worker that never waits would do nothing else. */
const SHORTEST_DELAY_MS = 10;

export function readOtlpSettings(otlp: OtlpPolicy, env: Environment): ReadOtlpSettings {
  if (otlp.kind === 'off') return { settings: undefined, problems: [] };
  const reader = new EnvironmentReader(env);
  if (reader.read(VARIABLES.isDisabled)) {
    reader.report(VARIABLES.isDisabled.name, 'is true: nothing is sent over OTLP');
    return { settings: undefined, problems: reader.problems };
  }
  if (reader.read(VARIABLES.configFile) !== undefined) {
    reader.report(VARIABLES.configFile.name, 'is not read; mcpwatch uses MCPWATCH_OTLP and the other OTEL_ variables');
  }
  const address = otlp.kind === 'address' ? otlp.address : undefined;
  const isOn = (exporters: readonly string[]) => !exporters.includes('none');
  const hasTraces = isOn(reader.read(VARIABLES.tracesExporter));
  const hasMetrics = isOn(reader.read(VARIABLES.metricsExporter));
  if (!hasTraces && !hasMetrics) {
    const { tracesExporter, metricsExporter } = VARIABLES;
    reader.report(tracesExporter.name, `is none, and so is ${metricsExporter.name}: nothing is sent over OTLP`);
  }
  const traces = hasTraces ? readSignal('traces', address, reader) : undefined;
  const metrics = hasMetrics ? readSignal('metrics', address, reader) : undefined;
  if (metrics !== undefined && reader.read(VARIABLES.histograms) === 'base2_exponential_bucket_histogram') {
    reader.report(VARIABLES.histograms.name, 'is not honoured: histograms have the buckets of the conventions for MCP');
  }
  const settings = traces === undefined && metrics === undefined ? undefined : { traces, metrics, ...readRest(reader) };
  return { settings, problems: reader.problems };
}

function readRest(reader: EnvironmentReader): Omit<OtlpSettings, 'traces' | 'metrics'> {
  return {
    serviceName: reader.read(VARIABLES.serviceName),
    resourceAttributes: reader.read(VARIABLES.resource),
    sampler: { name: reader.read(VARIABLES.sampler), ratio: reader.read(VARIABLES.samplerRatio) },
    propagators: reader.read(VARIABLES.propagators),
    limits: {
      count: reader.read(VARIABLES.spanAttributeCount) ?? reader.read(VARIABLES.attributeCount),
      valueLength:
        reader.read(VARIABLES.spanValueLength) ?? reader.read(VARIABLES.valueLength) ?? Number.POSITIVE_INFINITY,
    },
    temporality: reader.read(VARIABLES.temporality) === 'cumulative' ? 'cumulative' : 'delta',
    metricIntervalMs: reader.read(VARIABLES.metricIntervalMs),
    exemplars: reader.read(VARIABLES.exemplars),
    flushIntervalMs: Math.max(SHORTEST_DELAY_MS, reader.read(VARIABLES.scheduleDelayMs)),
    maxBatchSize: reader.read(VARIABLES.maxBatchSize),
  };
}
