/** One limit on what calls may take: how it is written, and whether what was seen keeps to it. */
import { counted } from '../counted.js';
import type { CallStatistics } from '../statistics/call-statistics.js';
import {
  CALL_METRICS,
  type CallMetricName,
  isListMetricName,
  isMetricName,
  LIST_METRICS,
  type ListMetricName,
  type ListStatistics,
  METRIC_NAMES,
  type MetricName,
  unitOf,
} from './metric.js';
import { formatDifferent, formatQuantity, parseQuantity, QUANTITY_EXAMPLES } from './quantity.js';

export interface Budget {
  /** A tool, a method or a pattern with `*`: `search`, `tools/list`, `github_*`. */
  readonly subject: string;
  readonly metric: MetricName;
  /** In the metric's unit: milliseconds, bytes, a share from 0 to 1, or a count. */
  readonly limit: number;
  readonly severity: 'error' | 'warn';
}

export type ParsedBudget =
  | { readonly status: 'ok'; readonly budget: Budget }
  /** `expected` completes "expected …". */
  | { readonly status: 'invalid'; readonly expected: string };

const BUDGET = /^(.+)\.([A-Za-z0-9]+)\s*(<=|>=)\s*(.+)$/;

/** Reads `search.p95<=800ms`; of all metrics only `minCalls` is a lower limit. */
export function parseBudget(text: string, severity: Budget['severity'] = 'error'): ParsedBudget {
  const [, subject = '', metric = '', comparison, quantity = ''] = BUDGET.exec(text.trim()) ?? [];
  if (comparison === undefined) return invalid("a budget such as 'search.p95<=800ms'");
  if (isMetricName(metric) && comparison !== comparisonOf(metric))
    return invalid(`'${metric}${comparisonOf(metric)}…'`);
  return readBudget({ subject, metric, quantity, severity });
}

export interface WrittenBudget {
  readonly subject: string;
  readonly metric: string;
  readonly quantity: string;
  readonly severity: Budget['severity'];
}

/** The same, in its parts. */
export function readBudget({ subject, metric, quantity, severity }: WrittenBudget): ParsedBudget {
  if (!isMetricName(metric)) return invalid(`one of the metrics ${METRIC_NAMES.join(', ')}`);
  const unit = unitOf(metric);
  const limit = parseQuantity(quantity, unit);
  // All calls at most: an errorRate of 2 was meant to be 2%, and would never be exceeded.
  if (limit === undefined || (metric === 'errorRate' && limit > 1)) return invalid(QUANTITY_EXAMPLES[unit]);
  return { status: 'ok', budget: { subject: subject.trim(), metric, limit, severity } };
}

const comparisonOf = (metric: MetricName) => (metric === 'minCalls' ? '>=' : '<=');

const invalid = (expected: string): ParsedBudget => ({ status: 'invalid', expected });

/** `p95 <= 800 ms`. */
export function budgetText({ metric, limit }: Budget): string {
  return `${metric} ${comparisonOf(metric)} ${formatQuantity(limit, unitOf(metric))}`;
}

/** A budget for calls, or one for a list. */
export type CallBudget = Budget & { readonly metric: CallMetricName };
export type ListBudget = Budget & { readonly metric: ListMetricName };

export const isListBudget = (budget: Budget): budget is ListBudget => isListMetricName(budget.metric);
export const isCallBudget = (budget: Budget): budget is CallBudget => !isListMetricName(budget.metric);

export type BudgetResult =
  | { readonly status: 'met'; readonly actual: string }
  | { readonly status: 'exceeded'; readonly actual: string; readonly limit: string }
  /** Nothing can be said: neither a pass nor a finding. */
  | { readonly status: 'unknown'; readonly why: string };

/** `seen`: `undefined` when there was no call. */
export function checkBudget({ metric, limit }: CallBudget, seen: CallStatistics | undefined): BudgetResult {
  const { unit, minSamples, read } = CALL_METRICS[metric];
  if (metric === 'minCalls') return checkCalls(seen?.calls ?? 0, limit);
  if (seen === undefined) return { status: 'unknown', why: 'never called' };
  if (seen.calls < minSamples) {
    return { status: 'unknown', why: `${counted(seen.calls, 'call')}, and ${metric} needs ${minSamples}` };
  }
  const value = read(seen);
  if (value === undefined) return { status: 'unknown', why: `no call says its ${metric}` };
  return compared(value, limit, unit);
}

/** `list`: `undefined` when the server has listed nothing. */
export function checkListBudget({ metric, limit }: ListBudget, list: ListStatistics | undefined): BudgetResult {
  if (list === undefined) return { status: 'unknown', why: 'never listed' };
  const { unit, read } = LIST_METRICS[metric];
  const value = read(list);
  return value === undefined ? { status: 'unknown', why: 'there is no baseline' } : compared(value, limit, unit);
}

function compared(value: number, limit: number, unit: ReturnType<typeof unitOf>): BudgetResult {
  if (value <= limit) return { status: 'met', actual: formatQuantity(value, unit) };
  const [actual, shownLimit] = formatDifferent(value, limit, unit);
  return { status: 'exceeded', actual, limit: shownLimit };
}

/** Too few calls is not a fault of the server: what they would have shown is not known. */
function checkCalls(calls: number, limit: number): BudgetResult {
  if (calls >= limit) return { status: 'met', actual: String(calls) };
  return { status: 'unknown', why: `${counted(calls, 'call')}, expected at least ${limit}` };
}

/** Whether `subject`, which may hold `*`, is about `name`. */
export function matchesSubject(subject: string, name: string): boolean {
  const [first = '', ...rest] = subject.split('*');
  const last = rest.pop();
  if (last === undefined) return subject === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
