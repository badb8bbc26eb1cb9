/** Sessions and problems, added up from rows in memory. */
import type { Problem } from '../../../analysis/problems/problem.js';
import type { Row } from '../../../analysis/rows/row.js';
import { emptyProblem, type ProblemTotals, withOccurrence } from '../../../analysis/summaries/problems.js';
import { emptySession, type SessionTotals, withRow } from '../../../analysis/summaries/sessions.js';
import type { TotalsPage, TotalsPosition } from '../source.js';

export function sessionTotals(rows: Iterable<Row>): ReadonlyMap<string, SessionTotals> {
  const sessions = new Map<string, SessionTotals>();
  for (const row of rows) {
    sessions.set(row.session_id, withRow(sessions.get(row.session_id) ?? emptySession(row), row));
  }
  return sessions;
}

/** `known`: what each problem is, by its id. */
export function problemTotals(
  rows: Iterable<Row>,
  known: ReadonlyMap<string, Problem>,
): ReadonlyMap<string, ProblemTotals> {
  const totals = new Map<string, ProblemTotals>();
  for (const row of rows) {
    const problem = known.get(row.problem_id ?? '');
    if (problem === undefined) continue;
    const before = totals.get(problem.problem_id) ?? emptyProblem(problem, row.started_ms);
    totals.set(problem.problem_id, withOccurrence(before, row));
  }
  return totals;
}

/** By their last event, newest first. */
export function page<T extends { readonly last_ms: number }>(
  totals: T[],
  idOf: (totals: T) => string,
  after: TotalsPosition | undefined,
  limit: number,
): TotalsPage<T> {
  const compare = (a: TotalsPosition, b: TotalsPosition) => b.ms - a.ms || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const placed = totals
    .map((item) => ({ item, at: { ms: item.last_ms, id: idOf(item) } }))
    .filter(({ at }) => after === undefined || compare(at, after) > 0)
    .sort((a, b) => compare(a.at, b.at));
  const shown = placed.slice(0, limit);
  return { items: shown.map(({ item }) => item), next: placed.length > limit ? shown.at(-1)?.at : undefined };
}
