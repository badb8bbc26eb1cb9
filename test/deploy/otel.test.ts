/** deploy/otel: every file parses, and names what mcpwatch really sends. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BOUNDS } from '../../src/delivery/ship/otlp/metrics/bounds.js';
import { DROPPED, DURATIONS } from '../../src/delivery/ship/otlp/metrics/instruments.js';
import { OPERATION_ATTRIBUTES } from '../../src/delivery/ship/otlp/span/operation-attributes.js';

const read = (name: string) => readFileSync(`deploy/otel/${name}`, 'utf8');

interface Pipelines {
  readonly service: { readonly pipelines: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> };
}
type Collector = Pipelines & Readonly<Record<string, Readonly<Record<string, unknown>>>>;

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
