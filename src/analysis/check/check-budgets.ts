/** Holds what was seen against the budgets. */
import {
  type Budget,
  type BudgetResult,
  budgetText,
  type CallBudget,
  checkBudget,
  checkListBudget,
  isCallBudget,
  isListBudget,
  type ListBudget,
  matchesSubject,
} from '../budgets/budget.js';
import type { CatalogueKind } from '../rows/catalogue.js';
import { statisticsOf } from '../statistics/call-statistics.js';
import type { Check, Outcome } from './check.js';
import type { Seen } from './seen.js';
import type { SubjectSeen } from './subject.js';

/** Size of a server's tool list in its baseline. */
export type BaselineBytes = ReadonlyMap<string, number>;

export function checkBudgets(budgets: readonly Budget[], seen: Seen, baselines: BaselineBytes): readonly Check[] {
  return budgets.flatMap((budget) => {
    if (isListBudget(budget)) return checkLists(budget, seen, baselines);
    return isCallBudget(budget) ? checkCalls(budget, seen) : [];
  });
}

/** A name with a slash is a method, or a resource's URI. `*` alone means no methods. */
export function isAbout(text: string, { kind, name }: Pick<SubjectSeen, 'kind' | 'name'>): boolean {
  return (kind !== 'method' || text.includes('/')) && matchesSubject(text, name);
}

/** A tool that is in a list, or in none, is not the same as one that nobody can know. */
const NEVER = 'never called; is the name right? No server was asked for its tools';

function checkCalls(budget: CallBudget, { subjects, lists }: Seen): readonly Check[] {
  const matching = subjects.filter((subject) => isAbout(budget.subject, subject));
  const results = matching.map((subject) => ({ subject, result: checkBudget(budget, statisticsOf(subject.samples)) }));
  if (results.length === 0) {
    const isListed = lists.some(({ kind }) => kind === 'tools');
    return [
      check(budget, { server: '', name: budget.subject }, unknown(budget, isListed ? 'never called' : NEVER, true)),
    ];
  }
  // Of a pattern, what was called too little is left out, unless that is everything.
  const isKnown = results.some(({ result }) => result.status !== 'unknown');
  const blocks = !budget.subject.includes('*') || !isKnown;
  return results.map(({ subject, result }) => check(budget, subject, outcomeOf(budget, result, blocks)));
}

const LISTS: Readonly<Record<string, CatalogueKind>> = {
  'tools/list': 'tools',
  'resources/list': 'resources',
  'prompts/list': 'prompts',
};

/** The methods that a budget for a list can be about. */
export const LIST_SUBJECTS: readonly string[] = Object.keys(LISTS);

function checkLists(budget: ListBudget, { lists }: Seen, baselines: BaselineBytes): readonly Check[] {
  const kind = LISTS[budget.subject];
  const matching = lists.filter((list) => list.kind === kind);
  if (matching.length === 0) {
    return [check(budget, { server: '', name: budget.subject }, unknown(budget, 'never listed', true))];
  }
  return matching.map(({ server, bytes, entries }) => {
    const baselineBytes = kind === 'tools' ? baselines.get(server) : undefined;
    const result = checkListBudget(budget, { bytes, entries: entries.length, baselineBytes });
    return check(budget, { server, name: budget.subject }, outcomeOf(budget, result, true));
  });
}

function check(
  budget: Budget,
  { server, name, registeredAt = null }: Pick<SubjectSeen, 'server' | 'name'> & Partial<SubjectSeen>,
  outcome: Outcome,
): Check {
  return { rule: 'budget', server, subject: name, title: budgetText(budget), outcome, location: registeredAt };
}

function outcomeOf(budget: Budget, result: BudgetResult, blocks: boolean): Outcome {
  switch (result.status) {
    case 'met':
      return { status: 'passed', message: result.actual };
    case 'exceeded':
      return {
        status: 'failed',
        severity: budget.severity,
        message: `${budget.metric} ${result.actual}, limit ${result.limit}`,
      };
    case 'unknown':
      return unknown(budget, result.why, blocks);
  }
}

/** A warning never blocks. */
function unknown({ severity, metric }: Budget, why: string, blocks: boolean): Outcome {
  return { status: 'unknown', message: `${metric}: ${why}`, blocks: blocks && severity === 'error' };
}
