/** What `npm run bench` writes: made by the real code, of what benchmarks really hand over; and what is committed. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BENCHES } from '../../bench/benches.js';
import { FULL, PLAIN, ROWS, SLOW } from '../../bench/call-rows.js';
import { type Run, rowFigures, rowTable } from '../../bench/call-table.js';
import { FIGURES_FILE, figuresIn, publish } from '../../bench/figures.js';
import { type Outcome, resultsPage, shortTable } from '../../bench/results-page.js';
import { readSection } from '../../scripts/marked-section.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function rowOf(title: string) {
  const row = ROWS.find((it) => it.title === title);
  if (row === undefined) throw new Error(`there is no row ${title}`);
  return row;
}

const row = rowOf('v1-stdio-4');

const run = (over: Partial<Run>): Run => {
  const base = { cpuUs: 100_000, mainUs: 80_000, p50: 1, p99: 4, lagMs: 1, rssMb: 90, others: 0, lost: 0 };
  return { ...base, ...over };
};
const steady = (over: Partial<Run>) => [run(over), run(over), run(over), run(over), run(over)];

const outcomeOf = (over: Partial<Outcome>): Outcome => ({
  date: '2026-11-27',
  node: '24.21.0',
  machine: '2 × a processor',
  seconds: 61.4,
  output: '',
  figures: [],
  ...over,
});

/** As `npm run bench` gets them from a benchmark, through its file. */
function figuresOf(runs: ReadonlyMap<string, readonly Run[]>) {
  const file = join(temporaryFolder(), 'figures');
  vi.stubEnv(FIGURES_FILE, file);
  publish(rowFigures(row, runs));
  return figuresIn(readFileSync(file, 'utf8'));
}

afterEach(() => vi.unstubAllEnvs());

describe('npm run bench', () => {
  it('runs every bench script of package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
    const names = Object.keys(scripts).filter((name) => name.startsWith('bench:'));
    expect(BENCHES.map(({ name }) => `bench:${name}`).sort()).toEqual(names.sort());
  });

  it('runs one and prints its figures beside their targets', () => {
    const { stdout, status } = spawnSync(process.execPath, ['bench/all.mjs', '--only', 'event', '--quick'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\| event, 4 KB mixed, hot path: time beside JSON.stringify \| .+ \| ≤ 1.6 × \| \w+ \|$/m);
  }, 120_000);

  it('rejects the name of a benchmark that does not exist', () => {
    const { stderr, status } = spawnSync(process.execPath, ['bench/all.mjs', '--only', 'evnt'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('no such benchmark: evnt');
  });
});

describe('the tables', () => {
  it('have the figures of bench:call with their verdicts, in results.md and for README', () => {
    const runs = new Map([
      [PLAIN, steady({})],
      [FULL, steady({ cpuUs: 130_000, mainUs: 120_000, p50: 1.1, rssMb: 110 })],
    ]);
    const outcomes = { call: outcomeOf({ figures: figuresOf(runs), output: rowTable(row, runs, 2) }) };
    const page = resultsPage(outcomes);
    const title = 'stdio v1, 4 KB results, 2,000 calls/s';

    expect(page).toContain(`| ${title}: CPU, all threads | 30 % (30–30) | ≤ 33 % | met |`);
    expect(page).toContain(`| ${title}: CPU, main thread | 50 % (50–50) | ≤ 30 % | missed |`);
    expect(page).toContain('2026-11-27, Node.js 24.21.0, 2 × a processor; it took 61 s.');
    expect(page).toContain('| payloads full | 30 % (30–30), target ≤ 33 % |');
    expect(shortTable(outcomes)).toContain(`| ${title}: p50 | 1.10 × (1.10–1.10) | ≤ 1.2 × |`);
    expect(shortTable(outcomes)).toMatch(/: CPU, all threads \| \+[\d.]+ % \(.*\) \| ≤ \+33 % \|/);
    expect(shortTable(outcomes)).not.toContain('main thread');
  });

  it('say “noisy” instead of a figure whose quartiles are too far apart', () => {
    const full = [110_000, 140_000, 170_000, 200_000, 230_000].map((cpuUs) => run({ cpuUs }));
    const runs = new Map([
      [PLAIN, steady({})],
      [FULL, full],
    ]);
    const outcomes = { call: outcomeOf({ figures: figuresOf(runs) }) };
    const page = resultsPage(outcomes);
    expect(shortTable(outcomes)).not.toContain('noisy');
    expect(page).toMatch(/: CPU, all threads \| noisy \| ≤ 33 % \| noisy \|/);
    expect(page).toMatch(/: CPU, main thread \| 0 % \(0–0\) \| ≤ 30 % \| met \|/);
  });

  it('say “noisy” for latencies, and from a certain load on for CPU times too, when other programs were busy', () => {
    const pageAt = (others: number) => {
      const runs = new Map([PLAIN, FULL, SLOW].map((name) => [name, steady({ others })]));
      return resultsPage({ call: outcomeOf({ figures: figuresOf(runs) }) });
    };
    const page = pageAt(0.4);
    expect(page).toMatch(/: p50 \| noisy \|/);
    expect(page).toMatch(/: p99, endpoint slow \(2 s\) beside healthy \| noisy \|/);
    expect(page).toMatch(/: CPU, all threads \| 0 %/);
    expect(pageAt(0.6)).toMatch(/: CPU, all threads \| noisy/);
    expect(pageAt(0.6)).toMatch(/: RSS \| 0 MB/);
  });

  it('count lost events, and say when a benchmark failed', () => {
    const runs = new Map([
      [PLAIN, steady({})],
      [FULL, [...steady({}).slice(1), run({ lost: 3 })]],
    ]);
    expect(rowTable(row, runs, 2)).toMatch(/^\| payloads full \|.*\| 3 \|$/m);
    expect(resultsPage({ page: outcomeOf({ problem: 'exit code 1' }) })).toContain('**It failed:** exit code 1');
  });
});

describe('what is committed', () => {
  const outcomes: Readonly<Record<string, Outcome>> = JSON.parse(readFileSync('bench/results.json', 'utf8'));

  it('is what bench/results.json says (otherwise: npm run docs)', () => {
    expect(readFileSync('bench/results.md', 'utf8')).toBe(resultsPage(outcomes));
    expect(readSection(readFileSync('README.md', 'utf8'), 'cost')).toBe(shortTable(outcomes));
  });
});
