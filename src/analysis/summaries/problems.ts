/** One line per problem: how often, where, since when. */
import { hashOf, type Problem, subjectOf } from '../problems/problem.js';
import type { Row } from '../rows/row.js';

/** Different names: some as they are, and of those beyond only their hashes, because a name can be of any length. */
export interface Names {
  readonly listed: readonly string[];
  readonly beyond: readonly string[];
}

export interface ProblemTotals extends Problem {
  readonly count: number;
  readonly servers: Names;
  readonly names: Names;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly last_event_id: string | null;
}

const LISTED = 10;
/** More are not told apart. */
const COUNTED = 1000;
const NO_NAMES: Names = { listed: [], beyond: [] };

export const countOfNames = ({ listed, beyond }: Names): number => listed.length + beyond.length;

export function emptyProblem(problem: Problem, atMs: number): ProblemTotals {
  const { problem_id, kind, title, error_type, location } = problem;
  const none = { count: 0, servers: NO_NAMES, names: NO_NAMES, first_ms: atMs, last_ms: atMs, last_event_id: null };
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

function including(names: Names, name: string): Names {
  const { listed, beyond } = names;
  if (name === '' || listed.includes(name)) return names;
  if (listed.length < LISTED) return { listed: [...listed, name], beyond };
  const hash = hashOf(name);
  const isCounted = beyond.includes(hash) || countOfNames(names) >= COUNTED;
  return isCounted ? names : { listed, beyond: [...beyond, hash] };
}
