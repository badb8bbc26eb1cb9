/** grafana/mcpwatch.json and `GET /metrics` name the same metrics and labels. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/collector/metrics/metrics.js';

interface Dashboard {
  readonly uid?: string;
  readonly panels: readonly {
    readonly targets: readonly { readonly expr: string; readonly datasource: { uid: string } }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

const dashboard: Dashboard = JSON.parse(readFileSync('grafana/mcpwatch.json', 'utf8'));
const targets = dashboard.panels.flatMap((panel) => panel.targets);
const queries = [...targets.map(({ expr }) => expr), JSON.stringify(dashboard.templating)];
const used = new Set(
  queries
    .flatMap((query) => query.match(/\b(?:mcp_|mcpwatch_)\w+/g) ?? [])
    .map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
);
const emitted = [...new Metrics().text({ events: 0, bytes: 0, running: 0 }).matchAll(/^# TYPE (\w+)/gm)].map(
  ([, name = '']) => name,
);
const VARIABLE = ['$', '{datasource}'].join('');
const LABELS = ['mcp_method_name', 'mcp_protocol_version'];

describe('the Grafana dashboard', () => {
  it('uses every metric that is emitted, and no other', () => {
    expect([...used].filter((name) => !LABELS.includes(name)).sort()).toEqual([...emitted].sort());
  });

  it('finds its data source by a variable, and has no fixed identity', () => {
    expect(dashboard.uid).toBeUndefined();
    for (const { datasource } of targets) expect(datasource.uid).toBe(VARIABLE);
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'method', 'tool']);
  });
});
