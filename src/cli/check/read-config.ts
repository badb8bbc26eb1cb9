/** Reads mcpwatch.json. An unknown key is an error: a gate that is ignored in silence is worse than none. */
import { type Budget, isListBudget, readBudget } from '../../analysis/budgets/budget.js';
import { METRIC_NAMES } from '../../analysis/budgets/metric.js';
import { parseQuantity } from '../../analysis/budgets/quantity.js';
import { DEFAULT_FAIL_ON, type Expectations, FAIL_ON, type FailOn } from '../../analysis/check/check.js';
import { LIST_SUBJECTS } from '../../analysis/check/check-budgets.js';
import { isJsonObject } from '../../analysis/json.js';
import { nearest } from '../../config/nearest.js';
import { UsageError } from '../usage-error.js';
import type { CheckConfig } from './check-config.js';

export interface ReadConfig extends Expectations {
  /** Relative to the file. */
  readonly baselines: string;
  /** The file says that drift is to be checked. */
  readonly asksForDrift: boolean;
}

type Key = Exclude<keyof CheckConfig, '$schema'>;

const KEYS = ['budgets', 'expect', 'forbid', 'failOn', 'coverage', 'baselines'] as const satisfies readonly Key[];

/** Throws a `UsageError` that names the place. */
export function readConfig(text: string): ReadConfig {
  const config = parse(text);
  for (const key of Object.keys(config)) {
    if (key !== '$schema') known(key, KEYS, 'key');
  }
  const budgets = readBudgets(config['budgets'] ?? {});
  const failOn = config['failOn'] === undefined ? undefined : readFailOn(strings(config, 'failOn'), 'failOn');
  return {
    budgets,
    expect: strings(config, 'expect'),
    forbid: strings(config, 'forbid'),
    failOn: failOn ?? DEFAULT_FAIL_ON,
    coverage: config['coverage'] === undefined ? undefined : readCoverage(quantity(config['coverage'], 'coverage')),
    baselines: baselinesIn(config),
    asksForDrift: (failOn ?? []).some((rule) => rule.startsWith('drift:')) || budgets.some(isIncrease),
  };
}

const isIncrease = ({ metric }: Budget) => metric === 'increase';

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`expected JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isJsonObject(value)) throw new UsageError('expected an object');
  return value;
}

function readBudgets(value: unknown): readonly Budget[] {
  if (!isJsonObject(value)) throw new UsageError('budgets: expected an object by tool or method');
  return Object.entries(value).flatMap(([subject, limits]) => {
    if (!isJsonObject(limits)) throw new UsageError(`budgets.${subject}: expected an object by metric`);
    return Object.entries(limits).map(([metric, limit]) => readLimit(subject, metric, limit));
  });
}

function readLimit(subject: string, metric: string, value: unknown): Budget {
  const place = `budgets.${subject}.${metric}`;
  known(metric, METRIC_NAMES, 'metric', `budgets.${subject}: `);
  const written = isJsonObject(value) ? value : { limit: value };
  for (const key of Object.keys(written)) known(key, ['limit', 'severity'], 'key', `${place}: `);
  const { severity = 'error' } = written;
  if (severity !== 'error' && severity !== 'warn') throw new UsageError(`${place}.severity: expected error or warn`);
  const parsed = readBudget({ subject, metric, quantity: quantity(written['limit'], place), severity });
  if (parsed.status === 'invalid') throw new UsageError(`${place}: expected ${parsed.expected}`);
  return checkedSubject(parsed.budget);
}

/** Throws for a budget for a list that is about something else. */
export function checkedSubject(budget: Budget): Budget {
  if (isListBudget(budget) && !LIST_SUBJECTS.includes(budget.subject)) {
    throw new UsageError(
      `${budget.metric} is for lists: expected one of ${LIST_SUBJECTS.join(', ')}, got ${budget.subject}`,
    );
  }
  if (budget.metric === 'increase' && budget.subject !== 'tools/list') {
    throw new UsageError('increase is for tools/list: only tools have a baseline');
  }
  return budget;
}

function quantity(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && value >= 0) return String(value);
  throw new UsageError(`${place}: expected a number, or a text with a unit`);
}

export function readCoverage(text: string): number {
  const share = parseQuantity(text, 'share');
  if (share === undefined || share > 1) throw new UsageError('coverage: expected a share such as 90% or 0.9');
  return share;
}

export function readFailOn(words: readonly string[], place: string): readonly FailOn[] {
  return words.map((word) => {
    const found = FAIL_ON.find((one) => one === word);
    if (found === undefined) known(word, FAIL_ON, 'value', `${place}: `);
    return found ?? 'crash';
  });
}

function strings(config: Readonly<Record<string, unknown>>, key: Key): readonly string[] {
  const value = config[key] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value;
  throw new UsageError(`${key}: expected a list of texts`);
}

function baselinesIn(config: Readonly<Record<string, unknown>>): string {
  const value = config['baselines'] ?? '.mcpwatch';
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError('baselines: expected the path of a folder');
}

function known(word: string, words: readonly string[], what: string, place = ''): void {
  if (words.includes(word)) return;
  const meant = nearest(word, words);
  const hint = meant === undefined ? `known: ${words.join(', ')}` : `did you mean ${meant}?`;
  throw new UsageError(`${place}unknown ${what} ${JSON.stringify(word)}; ${hint}`);
}
