/** The flags of `mcpwatch check`. */
import { type Budget, parseBudget } from '../../analysis/budgets/budget.js';
import { FAIL_ON, type FailOn } from '../../analysis/check/check.js';
import type { Flags } from '../command.js';
import { splitCommandLine } from '../command-line.js';
import { parseFlags } from '../flags.js';
import { UsageError } from '../usage-error.js';
import type { UpdateMode } from './baselines.js';
import { checkedSubject, readCoverage, readFailOn } from './read-config.js';
import { parseReporter, REPORTER_FORMS, type ReporterChoice } from './reporter-choice.js';

export const CHECK_FLAGS = {
  budget: {
    type: 'string',
    value: '<limit>',
    multiple: true,
    meaning: "one limit, in addition to those of mcpwatch.json or instead of one: 'search.p95<=800ms'",
  },
  coverage: { type: 'string', value: '<share>', meaning: 'how much of what is listed must be called: 90%' },
  'fail-on': { type: 'string', value: '<list>', meaning: 'what fails the check, instead of failOn in mcpwatch.json' },
  reporter: { type: 'string', value: '<kind>', multiple: true, meaning: `${REPORTER_FORMS} (default: text)` },
  config: { type: 'string', value: '<file>', meaning: 'another file than the nearest mcpwatch.json' },
  update: {
    type: 'string',
    value: '[new|all]',
    meaning: 'write the baselines: those that are missing, or all of them',
  },
  file: { type: 'string', value: '<file>', meaning: 'check events in a JSONL file or a database (- for stdin)' },
  run: { type: 'string', value: '<id>', meaning: 'check the events of one run that mcpwatch dev has stored' },
} as const satisfies Flags;

export type CheckInput =
  | { readonly kind: 'program'; readonly command: readonly [string, ...string[]] }
  /** `-`: standard input. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'run'; readonly id: string };

export interface CheckOptions {
  readonly input: CheckInput;
  readonly budgets: readonly Budget[];
  readonly coverage: number | undefined;
  readonly failOn: readonly FailOn[] | undefined;
  readonly reporters: readonly ReporterChoice[];
  readonly config: string | undefined;
  readonly update: UpdateMode | undefined;
}

export function readCheckOptions(args: readonly string[]): CheckOptions {
  const { own, program } = splitCommandLine(args);
  const { values, positionals } = parseFlags({ args: own.map(withMode), flags: CHECK_FLAGS, allowWords: true });
  const wrong = positionals.find((word) => word !== '-');
  if (wrong !== undefined) {
    throw new UsageError(`unexpected argument ${JSON.stringify(wrong)}: put -- in front of the command`);
  }
  return {
    input: readInput({ program, run: values.run, files: [values.file ?? [], positionals].flat() }),
    budgets: (values.budget ?? []).map(readBudgetFlag),
    coverage: values.coverage === undefined ? undefined : readCoverage(values.coverage),
    failOn: values['fail-on'] === undefined ? undefined : readFailOnFlag(values['fail-on']),
    reporters: (values.reporter ?? []).map(parseReporter),
    config: values.config,
    update: readMode(values.update),
  };
}

/** `--update` alone means all. */
const withMode = (arg: string) => (arg === '--update' ? '--update=all' : arg);

const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

interface Inputs {
  readonly program: readonly string[] | undefined;
  readonly files: readonly string[];
  readonly run: string | undefined;
}

function readInput({ program, files, run }: Inputs): CheckInput {
  const [file] = files;
  const given = files.length + [program, run].filter((one) => one !== undefined).length;
  if (given !== 1) {
    const got = given === 0 ? 'nothing' : 'more than one of them';
    throw new UsageError(`expected a command behind --, or --file, --run or - (standard input); got ${got}`);
  }
  if (file !== undefined) return { kind: 'file', path: file };
  if (run !== undefined) return { kind: 'run', id: run };
  const [command = '', ...rest] = program ?? [];
  if (command === '') throw new UsageError('expected a command after --, as in: mcpwatch check -- npm test');
  return { kind: 'program', command: [command, ...rest] };
}

function readBudgetFlag(text: string): Budget {
  const parsed = parseBudget(text);
  if (parsed.status === 'invalid') {
    throw new UsageError(`--budget ${JSON.stringify(text)}: expected ${parsed.expected}`);
  }
  return checkedSubject(parsed.budget);
}

/** An empty list, as an empty variable of a CI makes it, would be a gate that never closes. */
function readFailOnFlag(text: string): readonly FailOn[] {
  const rules = words(text);
  if (rules.length === 0) throw new UsageError(`--fail-on: expected a list of ${FAIL_ON.join(', ')}`);
  return readFailOn(rules, '--fail-on');
}

function readMode(text: string | undefined): UpdateMode | undefined {
  if (text === undefined || text === 'new' || text === 'all') return text;
  throw new UsageError(`--update: expected new or all, got ${JSON.stringify(text)}`);
}
