/** The reporters of `mcpwatch check`: each is read by its schema, or by a program that consumes such reports. */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/cli/check/report.js';
import { annotations, stepSummary } from '../../../src/cli/check/reporters/github.js';
import { jsonReport } from '../../../src/cli/check/reporters/json.js';
import { junitReport } from '../../../src/cli/check/reporters/junit.js';
import { markdownReport } from '../../../src/cli/check/reporters/markdown.js';
import { sarifReport } from '../../../src/cli/check/reporters/sarif.js';
import { textReport } from '../../../src/cli/check/reporters/text.js';
import { nextEvent } from '../../support/collector.js';
import { called, expectationsIn, judged, listed, seenIn, times } from '../../support/judged.js';

const ROOT = '/work dir/app';
const at = (file: string) => ({ 'mcpwatch.registered_at': `${ROOT}/src/${file}` });

/** What a server may choose: markup of every format, line breaks, control characters, half a character. */
const EVIL =
  '<b>"x" & \'y\'</b> | `c` ```d``` ::error::e%0A\r\n::set-output name=a::b ]]> @team \u0000\u001b[2J\ud800 ‮z';
/** As every store keeps it: see src/collector/receive/plain-texts.ts. */
const STORED = EVIL.replace('\0', '\ufffd').replace('\ud800', '\ufffd');

const EVENTS = [
  listed('search', 'fetch', EVIL),
  ...times(20, (index) => called('search', { duration_ms: 100 + index, attributes: at('search.ts:10:3') })),
  called('fetch', {
    is_error: true,
    error_message: EVIL,
    attributes: { 'error.type': 'process_died', ...at('fetch.ts:5:1') },
  }),
  nextEvent({
    event_type: 'error',
    event_name: 'stdout.write',
    mcp_method: '',
    is_error: true,
    error_message: 'printed',
    attributes: { 'mcpwatch.stdout.location': '/elsewhere/log.ts:3:9' },
  }),
];
const CONFIG = {
  budgets: {
    search: { p95: '100ms', max: { limit: 1, severity: 'warn' }, p99: '1s', errorRate: '1%' },
  },
  coverage: '90%',
};

function reportOf(events: readonly unknown[] = EVENTS, config: unknown = CONFIG, more: Partial<Report> = {}): Report {
  return {
    verdict: judged(events, config),
    seen: seenIn(events),
    expectations: expectationsIn(config),
    command: { line: ['npm', 'test'], ending: { kind: 'exited', code: 0 } },
    notes: [],
    root: ROOT,
    repeat: (flags) => `mcpwatch check ${flags} -- npm test`,
    ...more,
  };
}

const NOTHING = reportOf([], {}, { command: undefined });

describe('text', () => {
  it('is short, and has the worst first', () => {
    const lines = textReport(reportOf()).split('\n');
    expect(lines[0]).toBe('mcpwatch check: 4 findings, 1 warning');
    const labels = lines.slice(1, lines.indexOf('')).map((line) => line.trim().split(' ')[0]);
    expect(labels).toEqual(['FAILED', 'FAILED', 'FAILED', 'FAILED', 'unverified', 'warning']);
    expect(lines).toContain('  FAILED     budget example › search: p95 118 ms, limit 100 ms (src/search.ts:10)');
  });

  it('has nothing in it that a terminal would act on', () => {
    expect(textReport(reportOf()).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('stays short with many findings', () => {
    const many = times(500, (index) =>
      called(`tool-${index}`, {
        is_error: true,
        error_message: `fault ${index}`,
        attributes: { 'error.type': 'process_died' },
      }),
    );
    expect(textReport(reportOf(many, {})).split('\n').length).toBeLessThan(100);
  });
});

describe('json', () => {
  it('holds the verdict, its exit code, every check and every number', () => {
    expect(JSON.parse(jsonReport(reportOf()))).toMatchObject({
      verdict: 'findings',
      exit_code: 1,
      checks: expect.arrayContaining([
        expect.objectContaining({
          rule: 'budget',
          server: 'example',
          subject: 'search',
          title: 'p95 <= 100 ms',
          status: 'failed',
          location: { file: 'src/search.ts', line: 10, column: 3 },
        }),
      ]),
      coverage: [{ listed: 3, called: 2, missing: [{ kind: 'tool', name: STORED }] }],
      calls: expect.arrayContaining([expect.objectContaining({ kind: 'tool', name: 'search', calls: 20, p95Ms: 118 })]),
    });
  });
});

describe('junit', () => {
  it('has one case for each tool and budget, as a consumer of JUnit reports reads it', async () => {
    const report = await parse(junitReport(reportOf()));
    if (report == null || !('testsuite' in report)) throw new Error('expected test suites');
    expect(report).toMatchObject({ tests: 8, failures: 4, errors: 1, skipped: 1 });
    const cases = report.testsuite?.find(({ name }) => name === 'example')?.testcase ?? [];
    const of = (name: string) => cases.find((one) => one.name === name);
    expect(of('search: p95 <= 100 ms')?.failure?.[0]).toMatchObject({
      type: 'budget',
      message: 'p95 118 ms, limit 100 ms',
    });
    expect(of('search: p99 <= 1 s')?.error?.[0]).toMatchObject({ message: 'p99: 20 calls, and p99 needs 100' });
    expect(of('search: errorRate <= 1 %')).not.toHaveProperty('failure');
    expect(of('search: max <= 1 ms')?.skipped?.[0]).toMatchObject({ message: expect.stringContaining('max') });
    expect(of('fetch: crash')?.failure?.[0]?.message).toContain('<b>"x" & \'y\'</b> | `c`');
  });

  it('has an error where nothing was seen', async () => {
    const unverified = { ...NOTHING.verdict, kind: 'unverified', unverified: ['no session was seen'] } as const;
    const report = await parse(junitReport({ ...NOTHING, verdict: unverified }));
    expect(report).toMatchObject({ tests: 1, errors: 1 });
  });
});

describe('sarif', () => {
  const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // Its draft of JSON Schema has another name for `$id`.
  const { id: _id, $schema: _draft, ...body } = schema;
  const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, logger: false }).compile(body);

  it.each([
    ['with findings', reportOf()],
    ['without any', NOTHING],
  ])('fits the schema of SARIF 2.1.0: %s', (_, report) => {
    const log: unknown = JSON.parse(sarifReport(report));
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    expect(isSarif({ ...Object(log), runs: [{}] })).toBe(false);
  });

  it('points into the source', () => {
    const [run] = JSON.parse(sarifReport(reportOf())).runs;
    const places = run.results.map(({ ruleId, locations }: { ruleId: string; locations: unknown[] }) => [
      ruleId,
      locations[0],
    ]);
    expect(places).toEqual(
      expect.arrayContaining([
        [
          'budget',
          {
            physicalLocation: {
              artifactLocation: { uri: 'src/search.ts', uriBaseId: '%SRCROOT%' },
              region: { startLine: 10, startColumn: 3 },
            },
          },
        ],
        [
          'stdout',
          {
            physicalLocation: {
              artifactLocation: { uri: 'file:///elsewhere/log.ts' },
              region: { startLine: 3, startColumn: 9 },
            },
          },
        ],
      ]),
    );
    expect(run.invocations).toMatchObject([{ executionSuccessful: false }]);
  });
});

describe('github', () => {
  it('annotates the lines where tools are registered, at most ten', () => {
    const lines = annotations(reportOf(), '/work dir');
    expect(lines).toContain(
      '::error file=app/src/search.ts,line=10,col=3,title=mcpwatch%3A budget::example › search: p95 118 ms, limit 100 ms',
    );
    expect(lines.some((line) => line.startsWith('::warning '))).toBe(true);
    const many = times(50, (index) =>
      called(`tool-${index}`, { is_error: true, attributes: { 'error.type': 'process_died' } }),
    );
    expect(annotations(reportOf(many, {}), undefined)).toHaveLength(10);
  });

  it('lets no server write a command of its own', () => {
    for (const line of annotations(reportOf(), undefined)) {
      expect(line).toMatch(/^::(?:error|warning) [^\r\n]*$/);
      expect(line).not.toMatch(/[\r\n]/);
    }
  });

  it('keeps the summary of the step within 1 MiB, together with what is there', () => {
    const many = times(3000, (index) => called(`${'long-name-'.repeat(30)}${index}`));
    const report = reportOf(many, { budgets: { '*': { max: 1 } } });
    const limit = 1024 * 1024;
    for (const present of [0, limit - 20_000, limit - 10, limit]) {
      expect(present + Buffer.byteLength(stepSummary(report, present))).toBeLessThanOrEqual(limit);
    }
    expect(stepSummary(report, limit - 20_000)).toMatch(/\n\n… cut: GitHub shows 1 MiB\.\n$/);
  });
});

describe('markdown', () => {
  it('keeps what servers say out of the markup', () => {
    const text = markdownReport(reportOf());
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length, row).toBeLessThanOrEqual(10);
    const outsideCode = text.replace(/(`+) ?.*?\1/g, '');
    expect(outsideCode).not.toMatch(/<b>|@team/);
    expect(text).toContain('| ❌ | `budget` | `example` › `search` | p95 118 ms, limit 100 ms | `src/search.ts:10` |');
  });
});
