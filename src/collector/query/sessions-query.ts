/** Sessions: all of them, or those with an event that matches. */
import type { Filter } from '../../analysis/filter/filter.js';
import { instanceOf, isoTime } from '../../analysis/rows/row.js';
import { type SessionStatus, type SessionTotals, statusOf } from '../../analysis/summaries/sessions.js';
import { type Deadline, deadlineIn } from '../store/deadline.js';
import type { Source, TotalsPosition } from '../store/source.js';

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

/** How long all events that match are looked for; then, whether each session has one. */
const ROWS_MS = 70;
const EACH_MS = 40;
const SESSIONS_AT_ONCE = 100;

/** In the order of their last event, as all sessions are. */
function matchingSessions(source: Source, { filter, after, limit }: SessionsArguments): SessionsPage {
  const found = source.sessionsOf(filter, deadlineIn(ROWS_MS));
  if (found === undefined) return sessionsWithRows(source, { filter, after, limit });
  const listed = found
    .flatMap((id) => source.session(id) ?? [])
    .sort((a, b) => b.last_ms - a.last_ms || compare(a.session_id, b.session_id))
    .filter((one) => after === undefined || isBehind(one, after));
  const items = listed.slice(0, limit);
  return {
    items: items.map(sessionOf),
    next: listed.length > limit ? positionOf(items.at(-1)) : undefined,
    complete: true,
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const isBehind = ({ last_ms, session_id }: SessionTotals, { ms, id }: TotalsPosition) =>
  last_ms < ms || (last_ms === ms && session_id > id);

const positionOf = (last: SessionTotals | undefined): TotalsPosition | undefined =>
  last && { ms: last.last_ms, id: last.session_id };

/** Many events match: one session after the other. */
function sessionsWithRows(source: Source, { filter, after, limit }: SessionsArguments): SessionsPage {
  const deadline = deadlineIn(EACH_MS);
  const items: SessionTotals[] = [];
  let at = after;
  for (;;) {
    const page = source.sessions(at, SESSIONS_AT_ONCE);
    for (const session of page.items) {
      if (deadline.passed()) return { items: items.map(sessionOf), next: at ?? NEWEST, complete: false };
      if (hasRow(source, filter, session.session_id, deadline)) items.push(session);
      at = positionOf(session);
      if (items.length === limit) return { items: items.map(sessionOf), next: at, complete: true };
    }
    if (page.next === undefined) return { items: items.map(sessionOf), next: undefined, complete: true };
  }
}

/** In front of every session. */
const NEWEST: TotalsPosition = { ms: Number.MAX_SAFE_INTEGER, id: '' };

function hasRow(source: Source, { terms }: Filter, sessionId: string, deadline: Deadline): boolean {
  const own = { kind: 'field', field: 'session', values: [{ kind: 'exact', text: sessionId }], not: false } as const;
  const request = { order: 'desc', after: undefined, limit: 1, only: 'all', deadline, isLean: true } as const;
  return source.scan({ ...request, filter: { terms: [...terms, own] } }).rows.length > 0;
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
