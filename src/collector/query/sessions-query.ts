/** Sessions: all of them, or those with an event that matches. */
import type { Filter } from '../../analysis/filter/filter.js';
import { instanceOf, isoTime, type Row } from '../../analysis/rows/row.js';
import { type SessionStatus, type SessionTotals, statusOf } from '../../analysis/summaries/sessions.js';
import { deadlineIn } from '../store/deadline.js';
import type { Position, Source, TotalsPosition } from '../store/source.js';
import { visitRows } from './visit.js';

export interface SessionsArguments {
  readonly filter: Filter;
  readonly after: TotalsPosition | undefined;
  readonly limit: number;
}

export type Session = Omit<SessionTotals, 'first_ms' | 'last_ms' | 'ended_ms' | 'has_died'> & {
  readonly instance: string;
  readonly started_at: string;
  readonly last_at: string;
  readonly ended_at: string | null;
  readonly status: SessionStatus;
};

export interface SessionsPage {
  readonly items: readonly Session[];
  readonly next: TotalsPosition | undefined;
  readonly complete: boolean;
}

export function sessionsQuery(source: Source, { filter, after, limit }: SessionsArguments): SessionsPage {
  if (filter.terms.length > 0) return matchingSessions(source, { filter, after, limit });
  const { items, next } = source.sessions(after, limit);
  return { items: items.map(sessionOf), next, complete: true };
}

export function sessionQuery(source: Source, { sessionId }: { readonly sessionId: string }): Session | undefined {
  const totals = source.session(sessionId);
  return totals === undefined ? undefined : sessionOf(totals);
}

/** Each where its newest matching event stands. The cursor is that of the events: `id` holds the row's `seq`. */
function matchingSessions(source: Source, { filter, after, limit }: SessionsArguments): SessionsPage {
  const start = after === undefined ? undefined : { ms: after.ms, seq: Number(after.id) };
  const found = new Map<string, SessionTotals>();
  const passed = new Set<string>();
  let last: Row | undefined;
  const complete = visitRows(source, { filter, after: start }, (row) => {
    last = row;
    if (found.has(row.session_id) || passed.has(row.session_id)) return true;
    const totals = isListedBefore(source, filter, row, start) ? undefined : source.session(row.session_id);
    if (totals === undefined) passed.add(row.session_id);
    else found.set(row.session_id, totals);
    return found.size < limit;
  });
  const isMore = last !== undefined && (!complete || found.size >= limit);
  return {
    items: [...found.values()].map(sessionOf),
    next: isMore && last !== undefined ? { ms: last.started_ms, id: String(last.seq) } : undefined,
    complete,
  };
}

/** On an earlier page: one of its newer events matches too. */
function isListedBefore(source: Source, filter: Filter, row: Row, start: Position | undefined): boolean {
  if (start === undefined) return false;
  const own = {
    kind: 'field',
    field: 'session',
    values: [{ kind: 'exact', text: row.session_id }],
    not: false,
  } as const;
  const [newest] = source.scan({
    filter: { terms: [...filter.terms, own] },
    order: 'desc',
    after: undefined,
    limit: 1,
    only: 'all',
    deadline: deadlineIn(50),
  }).rows;
  return newest !== undefined && newest.seq !== row.seq;
}

function sessionOf({ first_ms, last_ms, ended_ms, has_died, ...totals }: SessionTotals): Session {
  return {
    ...totals,
    instance: instanceOf(totals.session_id),
    started_at: isoTime(first_ms),
    last_at: isoTime(last_ms),
    ended_at: ended_ms === null ? null : isoTime(ended_ms),
    status: statusOf({ first_ms, last_ms, ended_ms, has_died, ...totals }, Date.now()),
  };
}
