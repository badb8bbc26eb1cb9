/** One line per problem: how often, where, since when. */
import { type Problem, subjectOf } from '../problems/problem.js';
import type { Row } from '../rows/row.js';

export interface ProblemTotals extends Problem {
  readonly count: number;
  readonly servers: readonly string[];
  readonly names: readonly string[];
  readonly first_ms: number;
  readonly last_ms: number;
  readonly last_event_id: string | null;
}

const MAX_NAMES = 10;

export function emptyProblem(problem: Problem, atMs: number): ProblemTotals {
  const { problem_id, kind, title, error_type, location } = problem;
  const none = { count: 0, servers: [], names: [], first_ms: atMs, last_ms: atMs, last_event_id: null };
  return { problem_id, kind, title, error_type, location, ...none };
}

export function withOccurrence(totals: ProblemTotals, row: Row): ProblemTotals {
  const isNewest = totals.last_event_id === null || row.started_ms >= totals.last_ms;
  return {
    ...totals,
    count: totals.count + 1,
    servers: including(totals.servers, row.server_name),
    names: including(totals.names, subjectOf(row)),
    first_ms: Math.min(totals.first_ms, row.started_ms),
    last_ms: Math.max(totals.last_ms, row.started_ms),
    last_event_id: isNewest ? row.event_id : totals.last_event_id,
  };
}

/** Of one server and subject. `last_event_id` stays as it is. */
export function withOccurrences(
  totals: ProblemTotals,
  {
    server_name,
    subject,
    starts_ms,
  }: { readonly server_name: string; readonly subject: string; readonly starts_ms: readonly number[] },
): ProblemTotals {
  let { first_ms, last_ms } = totals;
  for (const at of starts_ms) [first_ms, last_ms] = [Math.min(first_ms, at), Math.max(last_ms, at)];
  return {
    ...totals,
    count: totals.count + starts_ms.length,
    servers: including(totals.servers, server_name),
    names: including(totals.names, subject),
    first_ms,
    last_ms,
  };
}

function including(names: readonly string[], name: string): readonly string[] {
  return name === '' || names.includes(name) || names.length >= MAX_NAMES ? names : [...names, name];
}

/** Times counted in equal parts of a period, for a sparkline. */
export class Trend {
  readonly #fromMs: number;
  readonly #stepMs: number;
  readonly counts: number[];

  constructor(fromMs: number, toMs: number, parts = 30) {
    this.#fromMs = fromMs;
    this.#stepMs = Math.max(1, (toMs - fromMs + 1) / parts);
    this.counts = Array<number>(parts).fill(0);
  }

  add(atMs: number, count = 1): void {
    const at = Math.floor((atMs - this.#fromMs) / this.#stepMs);
    if (at >= 0 && at < this.counts.length) this.counts[at] = (this.counts[at] ?? 0) + count;
  }
}
