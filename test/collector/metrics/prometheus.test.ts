/** A real Prometheus scrapes `GET /metrics`, and answers what grafana/mcpwatch.json asks of it (Debian: prometheus). */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nextEvent, startCollector, TOKEN } from '../../support/collector.js';
import { freePort } from '../../support/free-port.js';
import { start } from '../../support/program.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const isInstalled = spawnSync('prometheus', ['--version']).status === 0;
if (!isInstalled) {
  console.error('Prometheus was not found: it does not scrape /metrics here (Debian: apt-get install prometheus).');
}

interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Prometheus {
  /** The part `data` of an answer of its API; fails when the answer says that something is wrong. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of Prometheus, of which a test names the parts it is about
  data(path: string): Promise<any>;
  query(expression: string): Promise<readonly Found[]>;
}

/** With the configuration in docs/dev.md, but a scrape each second. Resolves when it is ready. */
async function startPrometheus(url: string): Promise<Prometheus> {
  const folder = temporaryFolder();
  const [, documented = ''] =
    /\n((?: {4}.*\n)*? {4}scrape_configs:\n(?: {4}.*\n)*)/.exec(readFileSync('docs/dev.md', 'utf8')) ?? [];
  writeFileSync(join(folder, 'dev-token'), `${TOKEN}\n`);
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }\n${documented.replaceAll(/^ {4}/gm, '')}`
      .replace(/credentials_file: \S+/, `credentials_file: ${join(folder, 'dev-token')}`.concat(' '))
      .replace('127.0.0.1:6279', new URL(url).host),
  );
  mkdirSync(join(folder, 'data'));
  const address = `127.0.0.1:${await freePort()}`;
  const { child, ended, saw } = start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ]);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await saw('stderr', /Server is ready/);
  const data = async (path: string) => {
    const answer = await fetch(`http://${address}/api/v1/${path}`);
    const body = (await answer.json()) as { data?: unknown };
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body.data;
  };
  const query = async (expression: string) =>
    ((await data(`query?query=${encodeURIComponent(expression)}`)) as { result: readonly Found[] }).result;
  return { data, query };
}

async function until<T>(ask: () => Promise<T>, isEnough: (answer: T) => boolean): Promise<T> {
  for (const giveUp = Date.now() + 20_000; ; ) {
    const answer = await ask();
    if (isEnough(answer) || Date.now() > giveUp) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Names that a text format, a label or a store could stumble over. */
const NAMES = [
  'add',
  'quote " backslash \\ line\nbreak',
  'carriage\rreturn',
  'nul \0',
  'half \ud800',
  'half \udbff',
  '\u202e‮',
  'é😀',
  '{a="b"} 1',
  '#',
];

const allKinds = () => [
  nextEvent({ event_type: 'initialize', event_name: 'server.initialize', mcp_method: 'initialize' }),
  ...NAMES.map((event_name) => nextEvent({ event_name, duration_ms: 12 })),
  ...NAMES.map((name) =>
    nextEvent({ is_error: true, attributes: { 'error.type': name, [`mcpwatch.dropped.${name}`]: '2' } }),
  ),
  nextEvent({
    event_type: 'request' as 'error',
    event_name: 'sampling/createMessage',
    mcp_method: 'sampling/createMessage',
    parent_span_id: 'b7ad6b7169203331',
    attributes: { 'mcpwatch.direction': 'outbound' },
  }),
  nextEvent({ attributes: { 'mcpwatch.state': 'started' } }),
  { nonsense: true },
];

const dashboard = JSON.parse(readFileSync('grafana/mcpwatch.json', 'utf8')) as {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
};

describe.runIf(isInstalled)('Prometheus', () => {
  it('scrapes it with the documented configuration, whatever names are in it', async () => {
    const { url, post } = await startCollector('memory');
    await post(...allKinds());
    const { query, data } = await startPrometheus(url);
    const count = 'sum(mcp_server_operation_duration_seconds_count{gen_ai_tool_name="add"})';
    const [found] = await until(
      () => query(count),
      ({ length }) => length > 0,
    );
    expect(found?.value[1]).toBe(String(1 + NAMES.length));
    expect((await query('sum(mcpwatch_events_lost_total)'))[0]?.value[1]).toBe(String(2 * NAMES.length));
    const { activeTargets } = await data('targets');
    expect(activeTargets).toMatchObject([{ health: 'up', lastError: '' }]);
    const names: string[] = await data('label/gen_ai_tool_name/values');
    expect(names.sort()).toEqual(
      [...new Set(NAMES.map((name) => Buffer.from(name.replace('\0', '\ufffd')).toString()))].sort(),
    );
  });

  it('has an answer to everything that the Grafana dashboard asks', async () => {
    const { url, post } = await startCollector('memory');
    await post(...allKinds());
    const { query, data } = await startPrometheus(url);
    // A rate is of what has been added since the first scrape.
    await until(
      () => query('mcp_server_operation_duration_seconds_count'),
      ({ length }) => length > 0,
    );
    await post(...allKinds());
    const variables: Record<string, string> = { method: '.*', tool: '.*', __rate_interval: '1m' };
    for (const { title, targets } of dashboard.panels) {
      for (const { expr } of targets) {
        const expression = expr.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? name);
        const isWhole = (found: readonly Found[]) =>
          found.length > 0 && found.every(({ value }) => Number.isFinite(Number(value[1])));
        expect(isWhole(await until(() => query(expression), isWhole)), `${title}: ${expression}`).toBe(true);
      }
    }
    for (const { name, query: asked } of dashboard.templating.list) {
      const [, metric, label] = /label_values\((\w+), (\w+)\)/.exec(JSON.stringify(asked)) ?? [];
      if (metric !== undefined) expect(await data(`label/${label}/values?match[]=${metric}`), name).not.toEqual([]);
    }
  });
});
