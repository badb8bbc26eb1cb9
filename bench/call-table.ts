/** The tables and figures of bench/call.mjs, made of what its runs measured. */
import { DEAD, ENDPOINT_TARGET, FULL, PLAIN, type Row, SLOW, TARGETS } from './call-rows.ts';
import type { Figure } from './figures.ts';
import { plain, printed, quantileOf, spreadOf, type Unit } from './spread.ts';

/** One run of one variant. */
export interface Run {
  readonly cpuUs: number;
  /** `undefined` where the system does not tell the time of a single thread. */
  readonly mainUs?: number | undefined;
  readonly p50: number;
  readonly p99: number;
  readonly lagMs: number;
  readonly rssMb: number;
  /** Cores that were busy with anything but the measurement. */
  readonly others: number;
  readonly lost: number;
}

/** Of a core: above that, calls wait for other programs more than for the server, and share its caches with them. */
const OTHERS = { latency: 0.2, cpu: 0.5, memory: Number.POSITIVE_INFINITY };

/** The criterion in words. */
export const BUSY =
  `Latencies are also “noisy” when other programs used more than ${100 * OTHERS.latency} % of a core in the median run, ` +
  `CPU times when they used more than ${100 * OTHERS.cpu} %.`;

/** The runs of a row, by variant; runs with the same index followed each other. */
export type Runs = ReadonlyMap<string, readonly Run[]>;

interface Column {
  readonly title: string;
  readonly unit: Unit;
  readonly of: (run: Run, without: Run) => number | undefined;
  /** What other programs do to it depends on this. */
  readonly kind: keyof typeof OTHERS;
}

const percent = (value: number, base: number) => (100 * (value - base)) / base;

const COLUMNS: readonly Column[] = [
  { title: 'CPU, all threads', unit: '%', kind: 'cpu', of: (run, without) => percent(run.cpuUs, without.cpuUs) },
  {
    title: 'CPU, main thread',
    unit: '%',
    kind: 'cpu',
    of: ({ mainUs }, without) =>
      mainUs === undefined || without.mainUs === undefined ? undefined : percent(mainUs, without.mainUs),
  },
  { title: 'p50', unit: '×', kind: 'latency', of: (run, without) => run.p50 / without.p50 },
  { title: 'p99', unit: '×', kind: 'latency', of: (run, without) => run.p99 / without.p99 },
  { title: 'event loop, p99', unit: 'ms', kind: 'latency', of: (run, without) => run.lagMs - without.lagMs },
  { title: 'RSS', unit: 'MB', kind: 'memory', of: (run, without) => run.rssMb - without.rssMb },
];

/** The column's samples: each run beside the run without mcpwatch of the same round. */
function samplesOf(column: Column, runs: Runs, variant: string): readonly number[] {
  const base = runs.get(PLAIN) ?? [];
  return (runs.get(variant) ?? []).flatMap((run, round) => {
    const without = base[round];
    const sample = without === undefined ? undefined : column.of(run, without);
    return sample === undefined ? [] : [sample];
  });
}

const withTarget = (text: string, target: number | undefined, unit: Unit) =>
  target === undefined ? text : `${text}, target ≤ ${target} ${unit}`;

const medianOf = (runs: readonly Run[], of: (run: Run) => number) => spreadOf(runs.map(of)).median;

const isBusy = (runs: Runs, kind: Column['kind']) =>
  spreadOf([...runs.values()].flat().map(({ others }) => others)).median > OTHERS[kind];

/** What the server needs without mcpwatch, in absolute figures. */
const PLAIN_CELLS: readonly (readonly [of: (run: Run, calls: number) => number, unit: Unit, suffix: string])[] = [
  [({ cpuUs }, calls) => cpuUs / calls, 'µs', ' a call'],
  [({ mainUs }, calls) => (mainUs ?? Number.NaN) / calls, 'µs', ' a call'],
  [({ p50 }) => p50, 'ms', ''],
  [({ p99 }) => p99, 'ms', ''],
  [({ lagMs }) => lagMs, 'ms', ''],
  [({ rssMb }) => rssMb, 'MB', ''],
];

function plainLine(row: Row, runs: readonly Run[], seconds: number): string {
  const calls = row.rate * seconds;
  const cells = PLAIN_CELLS.map(
    ([of, unit, suffix]) =>
      plain(
        medianOf(runs, (run) => of(run, calls)),
        unit,
      ) + suffix,
  );
  return `| without mcpwatch | ${cells.join(' | ')} | |`;
}

function line(row: Row, runs: Runs, variant: string): string {
  const cells = COLUMNS.map((column) => {
    const samples = samplesOf(column, runs, variant);
    if (samples.length === 0) return '–';
    const text = isBusy(runs, column.kind) ? 'noisy' : printed(samples, column.unit);
    const target = variant === FULL ? TARGETS[row.title]?.[column.title] : undefined;
    return withTarget(text, target, column.unit);
  });
  const lost = (runs.get(variant) ?? []).reduce((sum, run) => sum + run.lost, 0);
  return `| ${variant} | ${cells.join(' | ')} | ${lost} |`;
}

/** The p99 with another kind of endpoint as a ratio to that with a healthy one, round by round. */
function endpointSamples(runs: Runs, variant: string): readonly number[] {
  const healthy = runs.get(FULL) ?? [];
  return (runs.get(variant) ?? []).flatMap((run, round) => {
    const beside = healthy[round];
    return beside === undefined ? [] : [run.p99 / beside.p99];
  });
}

const ENDPOINTS = [SLOW, DEAD];

export function rowTable(row: Row, runs: Runs, seconds: number): string {
  const ratios = ENDPOINTS.filter((variant) => runs.has(variant)).map((variant) => {
    const ratio = isBusy(runs, 'latency') ? 'noisy' : printed(endpointSamples(runs, variant), '×');
    const text = withTarget(ratio, ENDPOINT_TARGET, '×');
    return `${variant}: p99 ${text}, beside a healthy one.`;
  });
  const variants = [...runs.keys()].filter((name) => name !== PLAIN);
  return [
    `### ${row.title}: ${row.rate.toLocaleString('en-US')} calls a second, results of ${row.bytes / 1024} KB`,
    '',
    `| | ${COLUMNS.map(({ title }) => title).join(' | ')} | lost |`,
    `|${'---|'.repeat(COLUMNS.length + 2)}`,
    plainLine(row, runs.get(PLAIN) ?? [], seconds),
    ...variants.map((variant) => line(row, runs, variant)),
    ...ratios.flatMap((text) => ['', text]),
    '',
  ].join('\n');
}

/** Columns that README shows, in rows that have a target for them. */
const SHORT: ReadonlySet<string> = new Set(['CPU, all threads', 'p50']);

/** The figures that have a target. */
export function rowFigures(row: Row, runs: Runs): readonly Figure[] {
  const targets = TARGETS[row.title] ?? {};
  const title = `${row.wire} ${row.generation}, ${row.bytes / 1024} KB results, ${row.rate.toLocaleString('en-US')} calls/s`;
  const figures = COLUMNS.flatMap((column) => {
    const target = targets[column.title];
    const samples = samplesOf(column, runs, FULL);
    if (target === undefined || samples.length === 0) return [];
    const isUnclear = isBusy(runs, column.kind);
    const name = `${title}: ${column.title}`;
    const short = SHORT.has(column.title) ? { short: name } : {};
    return [{ name, unit: column.unit, samples, target, isUnclear, ...short }];
  });
  const endpoints = ENDPOINTS.filter((variant) => runs.has(variant)).map((variant) => ({
    name: `${title}: p99, ${variant} beside healthy`,
    unit: '×' as const,
    samples: endpointSamples(runs, variant),
    target: ENDPOINT_TARGET,
    isUnclear: isBusy(runs, 'latency'),
  }));
  return [...figures, ...endpoints];
}

/** What is kept of the times of a run's calls. */
export const latencies = (times: readonly number[]) => ({
  p50: quantileOf(times, 0.5),
  p99: quantileOf(times, 0.99),
});
