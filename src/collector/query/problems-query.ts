/** Groups of failures, newest first. */
import { Trend } from '../../analysis/charts/trend.js';
import type { Filter } from '../../analysis/filter/filter.js';
import { adviceFor, type Problem, problem } from '../../analysis/problems/problem.js';
import { type EventRow, instanceOf, isoTime, type Row, toEventRow } from '../../analysis/rows/row.js';
import { countOfNames, emptyProblem, type ProblemTotals, withOccurrences } from '../../analysis/summaries/problems.js';
import { deadlineIn } from '../store/deadline.js';
import type { Occurrences, Source, TotalsPosition } from '../store/source.js';
import { totalsPage } from '../store/totals-page.js';
import { SEARCH_MS, visitRows } from './visit.js';

export interface ProblemsArguments {
  readonly filter: Filter;
  readonly after: TotalsPosition | undefined;
  readonly limit: number;
}

export type ProblemGroup = Problem & {
  readonly advice: string | null;
  readonly count: number;
  /** At most ten each, of so many. */
  readonly servers: readonly string[];
  readonly servers_total: number;
  readonly names: readonly string[];
  readonly names_total: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly trend: readonly number[];
  readonly last_event_id: string | null;
  readonly open_calls: readonly EventRow[];
};

export interface ProblemsPage {
  readonly items: readonly ProblemGroup[];
  readonly next: TotalsPosition | undefined;
  readonly complete: boolean;
}

const OPEN_CALLS_LISTED = 20;
/** Longer than a search: all that match are counted, and nothing goes on where it ends. */
const COUNTING_MS = 120;

export function problemsQuery(source: Source, { filter, after, limit }: ProblemsArguments): ProblemsPage {
  if (filter.terms.length > 0) return matchingProblems(source, { filter, after, limit });
  const { items, next } = source.problems(after, limit);
  const lost = after === undefined ? lostProblems(source) : [];
  const deadline = deadlineIn(SEARCH_MS);
  const trendOf = (totals: ProblemTotals) => (deadline.passed() ? [] : source.trend(totals));
  return { items: groupsOf(source, [...lost, ...items].sort(byTime), trendOf), next, complete: true };
}

function matchingProblems(source: Source, { filter, after, limit }: ProblemsArguments): ProblemsPage {
  const { found, complete } = source.occurrences(filter, deadlineIn(COUNTING_MS));
  const groups = new Map<string, { totals: ProblemTotals; readonly starts: (readonly number[])[] }>();
  for (const part of newestFirst(found)) {
    const known = groups.get(part.problem_id) ?? emptyGroup(source, part);
    if (known === undefined) continue;
    groups.set(part.problem_id, known);
    known.totals = withOccurrences(known.totals, part);
    known.starts.push(part.starts_ms);
  }
  const all = [...groups.values()].map(({ totals }) => totals);
  const { items, next } = totalsPage(all, ({ problem_id }) => problem_id, after, limit);
  const totals = items.map((own) => ({
    ...own,
    last_event_id: source.occurrence(own.problem_id, own.last_ms, filter),
  }));
  // The trend of what matches, which the store does not keep.
  const trendOf = ({ problem_id, first_ms, last_ms }: ProblemTotals) => {
    const trend = new Trend(first_ms, last_ms);
    for (const at of groups.get(problem_id)?.starts.flat() ?? []) trend.add(at);
    return trend.counts;
  };
  return { items: groupsOf(source, totals, trendOf), next, complete };
}

/** Names are listed in this order, whatever the store finds first. */
function newestFirst(found: readonly Occurrences[]): readonly Occurrences[] {
  const newestIn = new Map(found.map((part) => [part, part.starts_ms.reduce((a, b) => Math.max(a, b), 0)]));
  const nameOf = ({ server_name, subject }: Occurrences) => `${server_name} ${subject}`;
  return [...found].sort((a, b) => (newestIn.get(b) ?? 0) - (newestIn.get(a) ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** What hangs and is no tool is named by the problem alone: its title begins with the name. */
function emptyGroup(source: Source, { problem_id, starts_ms }: Occurrences) {
  const known = source.problem(problem_id);
  if (known === undefined) return undefined;
  const totals = emptyProblem(known, starts_ms[0] ?? 0);
  return { totals: known.kind === 'hanging' ? { ...totals, names: known.names } : totals, starts: [] };
}

function byTime(a: ProblemTotals, b: ProblemTotals): number {
  return b.last_ms - a.last_ms;
}

function lostProblems(source: Source): readonly ProblemTotals[] {
  return source.lost().map(({ reason, count, first_ms, last_ms }) => ({
    ...emptyProblem(problem('lost', reason), first_ms),
    count,
    last_ms,
  }));
}

function groupsOf(
  source: Source,
  totals: readonly ProblemTotals[],
  trendOf: (totals: ProblemTotals) => readonly number[],
): readonly ProblemGroup[] {
  return totals.map((totalsOfOne) => {
    const { first_ms, last_ms, servers, names, ...one } = totalsOfOne;
    return {
      ...one,
      servers: servers.listed,
      servers_total: countOfNames(servers),
      names: names.listed,
      names_total: countOfNames(names),
      advice: adviceFor(one.kind),
      first_at: isoTime(first_ms),
      last_at: isoTime(last_ms),
      trend: trendOf(totalsOfOne),
      open_calls: one.kind === 'died' ? openCalls(source, one.last_event_id) : [],
    };
  });
}

/** Other calls of the same process that died with it: they end as `process_died` at about the same time. */
function openCalls(source: Source, eventId: string | null): readonly EventRow[] {
  const died = eventId === null ? undefined : source.row(eventId);
  if (died === undefined) return [];
  const prefix = { kind: 'pattern', text: `${instanceOf(died.session_id)}-*` } as const;
  const found: Row[] = [];
  visitRows(
    source,
    {
      filter: {
        terms: [
          { kind: 'field', field: 'session', values: [prefix], not: false },
          { kind: 'field', field: 'status', values: [{ kind: 'exact', text: 'died' }], not: false },
        ],
      },
      only: 'problems',
    },
    (row) => {
      if (row.event_id !== eventId) found.push(row);
      return found.length < OPEN_CALLS_LISTED;
    },
  );
  return found
    .map(({ event_id }) => source.row(event_id))
    .filter((row) => row !== undefined)
    .map(toEventRow);
}
