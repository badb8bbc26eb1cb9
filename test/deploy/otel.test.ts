/** deploy/otel: every file parses, and names what mcpwatch really sends. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BOUNDS } from '../../src/delivery/ship/otlp/metrics/bounds.js';
import { DROPPED, DURATIONS } from '../../src/delivery/ship/otlp/metrics/instruments.js';
import { OPERATION_ATTRIBUTES } from '../../src/delivery/ship/otlp/span/operation-attributes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const read = (name: string) => readFileSync(`deploy/otel/${name}`, 'utf8');

interface Pipelines {
  readonly service: { readonly pipelines: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> };
}
type Collector = Pipelines & Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The settings of each component that the files use, written by hand after the component's documentation (see
 * deploy/otel/README.md). It finds typing errors; whether a Collector accepts them, only a Collector can say.
 */
const RETRIES = 'retry_on_failure.max_elapsed_time';
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  file_storage: ['directory', 'create_directory'],
  otlp: ['protocols.http.endpoint', 'protocols.http.max_request_body_size'],
  memory_limiter: ['check_interval', 'limit_percentage', 'spike_limit_percentage'],
  deltatocumulative: ['max_stale'],
  signaltometrics: [
    ...['name', 'description', 'unit', 'conditions'].map((name) => `spans.${name}`),
    ...['include_resource_attributes', 'attributes'].flatMap((name) => [`spans.${name}.key`, `spans.${name}.optional`]),
    ...['buckets', 'value'].map((name) => `spans.histogram.${name}`),
  ],
  'exporters kafka': [
    ...['brokers', 'traces.topic', 'traces.encoding', 'producer.compression', 'producer.required_acks'],
    ...['sending_queue.storage', 'sending_queue.queue_size', RETRIES],
  ],
  'receivers kafka': [
    ...['brokers', 'group_id', 'initial_offset', 'traces.topics', 'traces.encoding'],
    ...['after', 'on_error', 'on_permanent_error'].map((name) => `message_marking.${name}`),
    ...['enabled', 'initial_interval', 'max_interval', 'max_elapsed_time'].map((name) => `error_backoff.${name}`),
  ],
  prometheusremotewrite: ['endpoint', 'resource_to_telemetry_conversion.enabled'],
  clickhouse: [
    ...['endpoint', 'database', 'ttl', 'create_schema', 'sending_queue.num_consumers'],
    ...['sending_queue.batch.min_size', 'sending_queue.batch.flush_timeout'],
    ...['sending_queue.storage', 'sending_queue.queue_size', RETRIES],
  ],
};

/** The paths of all scalars in `value`; entries of a list have the path of the list. */
function paths(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => paths(item, path)))];
  return Object.entries(value).flatMap(([key, item]) => paths(item, path === '' ? key : `${path}.${key}`));
}

describe.each(['gateway.yaml', 'consumer.yaml'])('%s', (name) => {
  it('has every component that its pipelines use', () => {
    const config: Collector = parse(read(name));
    const known = ['receivers', 'processors', 'exporters', 'connectors'].flatMap((kind) =>
      Object.keys(config[kind] ?? {}),
    );
    const used = Object.values(config.service.pipelines).flatMap((pipeline) => Object.values(pipeline).flat());
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((component) => !known.includes(component))).toEqual([]);
  });
});

describe.each(['gateway.yaml', 'consumer.yaml'])('%s', (name) => {
  const { service: _, ...parts }: Collector = parse(read(name));
  const components = Object.entries(parts).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([component, settings]) => ({ kind, component, settings })),
  );

  it.each(components)('$kind $component has settings that exist', ({ kind, component, settings }) => {
    const known = SETTINGS[component] ?? SETTINGS[`${kind} ${component}`] ?? [];
    expect(paths(settings).filter((path) => !known.includes(path))).toEqual([]);
  });
});

describe('nothing is lost', () => {
  const STORAGE = { storage: 'file_storage' };
  const FOR_EVER = { max_elapsed_time: '0s' };

  it.each([
    ['gateway.yaml', 'kafka'],
    ['consumer.yaml', 'clickhouse'],
  ])('between %s and %s: the queue is on disk, and is tried for ever', (name, exporter) => {
    const { exporters, extensions, service } = parse(read(name));
    expect(exporters[exporter]).toMatchObject({ sending_queue: STORAGE, retry_on_failure: FOR_EVER });
    expect(extensions).toHaveProperty(STORAGE.storage);
    expect(service.extensions).toContain(STORAGE.storage);
  });

  it('between Kafka and the consumer: it begins at the beginning, and marks what it has in its queue', () => {
    expect(parse(read('consumer.yaml')).receivers.kafka).toMatchObject({
      initial_offset: 'earliest',
      message_marking: { after: true, on_error: false, on_permanent_error: true },
      error_backoff: { enabled: true, ...FOR_EVER },
    });
  });
});

describe('the metrics that the gateway derives', () => {
  const [metric] = parse(read('gateway.yaml')).connectors.signaltometrics.spans;

  it('are those that mcpwatch sends itself', () => {
    expect(Object.keys(DURATIONS)).toContain(metric.name);
    expect(metric.unit).toBe('s');
    expect(metric.histogram.buckets).toEqual(BOUNDS);
  });

  it('have attributes of the conventions', () => {
    const names = metric.attributes.map(({ key }: { readonly key: string }) => key);
    expect(names).toContain('mcp.method.name');
    expect(names.filter((name: string) => !OPERATION_ATTRIBUTES.includes(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  const dashboard = JSON.parse(read('dashboard.json'));
  /** As Prometheus names them: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ */
  const inPrometheus = (name: string) => name.replaceAll('.', '_');
  const metrics = [
    ...Object.keys(DURATIONS).flatMap((name) =>
      ['bucket', 'count', 'sum'].map((it) => `${inPrometheus(name)}_seconds_${it}`),
    ),
    `${inPrometheus(DROPPED)}_total`,
  ];
  const expressions: readonly string[] = dashboard.panels.flatMap(
    (panel: { readonly targets: readonly { readonly expr: string }[] }) => panel.targets.map(({ expr }) => expr),
  );

  it.skipIf(spawnSync('promtool', ['--version']).status !== 0)('has expressions that Prometheus accepts', () => {
    const file = join(temporaryFolder(), 'rules.json');
    // Grafana's own variable is a duration.
    const rules = expressions.map((text, index) => ({
      record: `panel:${index}`,
      expr: text.replaceAll('$__rate_interval', '5m'),
    }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`SUCCESS: ${expressions.length} rules found`);
  });

  it('asks for metrics that mcpwatch sends, and no others', () => {
    const asked = expressions.flatMap((text) => text.match(/\bmcp\w*_(?:bucket|count|sum|total)\b/g) ?? []);
    expect(asked.length).toBeGreaterThanOrEqual(expressions.length);
    expect(asked.filter((name) => !metrics.includes(name))).toEqual([]);
  });

  it('uses labels that the metrics have', () => {
    const labels = [...OPERATION_ATTRIBUTES, 'service.name', 'mcpwatch.drop.reason'].map(inPrometheus);
    const used = expressions.flatMap((text) =>
      [...text.matchAll(/(\w+)(?:=~|!=|=)"|by \(([^)]*)\)/g)].flatMap(([, label = '', group = '']) => [
        label,
        ...group.split(/,\s*/),
      ]),
    );
    expect(used.filter((label) => label !== '' && label !== 'le' && !labels.includes(label))).toEqual([]);
  });
});

describe('clickhouse.sql', () => {
  it('reads attributes that spans have', () => {
    const own = ['mcpwatch.session.id', 'mcpwatch.request.bytes', 'mcpwatch.response.bytes'];
    const asked = [...read('clickhouse.sql').matchAll(/SpanAttributes\['([^']+)'\]/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => ![...OPERATION_ATTRIBUTES, ...own].includes(name))).toEqual([]);
  });
});
