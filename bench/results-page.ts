/** bench/results.md and README's short table, made of what the benchmarks have handed over (bench/results.json). */
import { BENCHES, type Bench } from './benches.ts';
import type { Figure } from './figures.ts';
import { isNoisy, NOISE, printed, spreadOf } from './spread.ts';

/** One benchmark's latest full run. */
export interface Outcome {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  readonly seconds: number;
  /** What it printed. */
  readonly output: string;
  readonly figures: readonly Figure[];
  /** Why there is no more; `undefined` when it ended as it should. */
  readonly problem?: string | undefined;
}

/** By name of the benchmark. */
export type Outcomes = Readonly<Record<string, Outcome>>;

export const measured = ({ samples, unit, isUnclear }: Figure): string =>
  isUnclear === true ? 'noisy' : printed(samples, unit);

function verdict({ samples, unit, target, isUnclear }: Figure): string {
  if (target === undefined) return '';
  const spread = spreadOf(samples);
  if (isUnclear === true || isNoisy(spread, unit)) return 'noisy';
  return spread.median <= target ? 'met' : 'missed';
}

const targetOf = ({ target, unit }: Figure) => (target === undefined ? '' : `≤ ${target} ${unit}`);

/** All figures of some outcomes, beside their targets. */
export function figureTable(figures: readonly Figure[]): string {
  const lines = figures.map(
    (figure) => `| ${figure.name} | ${measured(figure)} | ${targetOf(figure)} | ${verdict(figure)} |`,
  );
  return ['| | measured | target | |', '|---|---|---|---|', ...lines].join('\n');
}

const ran = (outcomes: Outcomes) =>
  BENCHES.flatMap((bench) => {
    const outcome = outcomes[bench.name];
    return outcome === undefined ? [] : [{ bench, outcome }];
  });

/** Headings of a benchmark go below that of its section. */
const demoted = (text: string) => text.replaceAll(/^## /gm, '### ');

function section({ bench, outcome }: { readonly bench: Bench; readonly outcome: Outcome }): string {
  const { date, node, machine, seconds, output, problem } = outcome;
  const text = bench.isMarkdown === true ? demoted(output.trim()) : `\`\`\`text\n${output.trim()}\n\`\`\``;
  return [
    `## bench:${bench.name}`,
    '',
    `${bench.about} ${date}, Node.js ${node}, ${machine}; it took ${Math.round(seconds)} s.`,
    ...(problem === undefined ? [] : ['', `**It failed:** ${problem}`]),
    ...(output.trim() === '' ? [] : ['', text]),
    '',
  ].join('\n');
}

export function resultsPage(outcomes: Outcomes): string {
  const figures = ran(outcomes).flatMap(({ outcome }) => outcome.figures);
  return [
    '# Results of the benchmarks',
    '',
    `Written by \`npm run bench\`; [README.md](README.md) says what each benchmark does. ${NOISE}`,
    '',
    '## Against the targets',
    '',
    figureTable(figures),
    '',
    ...ran(outcomes).map(section),
  ].join('\n');
}

/** In the short table a percentage is what comes on top, and has a plus sign: 152 % alone could be taken for a half more. */
const added = ({ unit }: Figure, text: string) => (unit === '%' ? text.replace(/^(≤ )?(?=\d)/, '$1+') : text);

/** The figures that have a short name and are clear, with where and when they were measured. */
export function shortTable(outcomes: Outcomes): string {
  const rows = ran(outcomes).flatMap(({ outcome }) =>
    outcome.figures.flatMap((figure) =>
      figure.short === undefined || measured(figure) === 'noisy' ? [] : [{ figure, outcome }],
    ),
  );
  const lines = rows.map(
    ({ figure }) => `| ${figure.short} | ${added(figure, measured(figure))} | ${added(figure, targetOf(figure))} |`,
  );
  if (rows.length === 0) return 'What it costs has not been measured here yet: `npm run bench`.';
  const places = new Set(rows.map(({ outcome: { date, node, machine } }) => `${date}, Node.js ${node}, ${machine}`));
  return [
    '| what it costs, beside the same server without mcpwatch | measured | target |',
    '|---|---|---|',
    ...lines,
    '',
    `${[...places].join('; ')}. More, and how it was measured: \`bench/results.md\` in the repository.`,
  ].join('\n');
}
