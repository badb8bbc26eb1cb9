/** Sessions, problems and counts, added up from rows in memory. */
import { type Problem, subjectOf } from '../../../analysis/problems/problem.js';
import { isFailed, isHangingReport, isOpen, isOperation, type Row } from '../../../analysis/rows/row.js';
import { emptyProblem, type ProblemTotals, withOccurrence } from '../../../analysis/summaries/problems.js';
import { emptySession, type SessionTotals, withRow } from '../../../analysis/summaries/sessions.js';
import { toolKey } from '../../../analysis/summaries/tools.js';
import type { Counts, Occurrences, ServerSeen } from '../source.js';

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

/** The last active first. */
export function serversIn(rows: Iterable<Row>): readonly ServerSeen[] {
  const servers = new Map<string, ServerSeen>();
  for (const { server_name, server_version, started_ms } of rows) {
    if (server_name === '') continue;
    const before = servers.get(server_name);
    const last_ms = Math.max(started_ms, before?.last_ms ?? 0);
    servers.set(server_name, { server_name, server_version, last_ms, events: (before?.events ?? 0) + 1 });
  }
  return [...servers.values()].sort((a, b) => b.last_ms - a.last_ms);
}

export function occurrencesIn(rows: Iterable<Row>): readonly Occurrences[] {
  const found = new Map<string, Occurrences & { readonly starts_ms: number[] }>();
  for (const row of rows) {
    const { problem_id, server_name, started_ms } = row;
    if (problem_id === null) continue;
    const subject = isHangingReport(row) && row.tool_name === null ? '' : subjectOf(row);
    const key = [problem_id, server_name, subject].join('\u0000');
    const own = found.get(key) ?? { problem_id, server_name, subject, starts_ms: [] };
    found.set(key, own);
    own.starts_ms.push(started_ms);
  }
  return [...found.values()];
}

/** `known`: what each problem is, by its id. */
export function countsIn(rows: readonly Row[], known: ReadonlyMap<string, Problem>): Omit<Counts, 'deleted'> {
  const operations = rows.filter((row) => isOperation(row) && !isOpen(row));
  const calls = rows.filter(({ event_type }) => event_type === 'tool_call');
  return {
    events: rows.length,
    operations: operations.length,
    errors: operations.filter(isFailed).length,
    running: rows.filter(isOpen).length,
    sessions: new Set(rows.map(({ session_id }) => session_id)).size,
    servers: serversIn(rows).length,
    tools: new Set(calls.map((row) => toolKey(row.server_name, row.event_name))).size,
    problems: problemTotals(rows, known).size,
  };
}
