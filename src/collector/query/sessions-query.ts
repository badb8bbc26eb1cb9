/** Sessions: all of them, or those with an event that matches. */
import type { Filter } from '../../analysis/filter/filter.js';
import { instanceOf, isoTime } from '../../analysis/rows/row.js';
import { type SessionStatus, type SessionTotals, statusOf } from '../../analysis/summaries/sessions.js';
import { type Deadline, deadlineIn } from '../store/deadline.js';
import type { Source, TotalsPosition } from '../store/source.js';
import { placeOf, totalsPage } from '../store/totals-page.js';
import { createPartMatcher, periodOf, termsFor, withoutTermsFor } from './part-of-filter.js';

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

/** What is the same in all events of a session is compared with the session. */
const SESSION_FIELDS = ['server', 'client', 'transport', 'protocol'] as const;
/** How long all events that match are looked for; then, whether each session has one. */
const ROWS_MS = 70;
const EACH_MS = 40;
const SESSIONS_AT_ONCE = 100;

/** In the order of their last event, as all sessions are. */
function matchingSessions(source: Source, { filter, after, limit }: SessionsArguments): SessionsPage {
  const matches = createPartMatcher(termsFor(filter, SESSION_FIELDS));
  const isWanted = (session: SessionTotals) => matches(session);
  const ofEvents = withoutTermsFor(filter, SESSION_FIELDS);
  const found = isByTime(ofEvents) ? undefined : source.sessionsOf(ofEvents, deadlineIn(ROWS_MS));
  if (found === undefined) return oneByOne(source, { isWanted, ofEvents }, { after, limit });
  const sessions = found.flatMap((id) => source.session(id) ?? []).filter(isWanted);
  const { items, next } = totalsPage(sessions, ({ session_id }) => session_id, after, limit);
  return { items: items.map(sessionOf), next, complete: true };
}

/** Then whether a session has an event that matches is quickly known. */
const isByTime = ({ terms }: Filter) => terms.every(({ kind }) => kind === 'time');

/** `ofEvents`: what one of its events must match. */
interface Wanted {
  readonly isWanted: (session: SessionTotals) => boolean;
  readonly ofEvents: Filter;
}

/** Where many events match, or none needs to. */
function oneByOne(source: Source, { isWanted, ofEvents }: Wanted, { after, limit }: Paging): SessionsPage {
  const deadline = deadlineIn(isByTime(ofEvents) ? ROWS_MS : EACH_MS);
  const { fromMs = 0 } = periodOf(ofEvents);
  const items: SessionTotals[] = [];
  let at = after;
  for (;;) {
    const page = source.sessions(at, SESSIONS_AT_ONCE);
    for (const session of page.items) {
      if (session.last_ms < fromMs) return { items: items.map(sessionOf), next: undefined, complete: true };
      const has = isWanted(session) && hasRow(source, ofEvents, session.session_id, deadline);
      // Nothing is known of it: the next answer begins with it. One that takes a whole answer is passed over.
      if (has === undefined && at !== after) return { items: items.map(sessionOf), next: at, complete: false };
      if (has === true) items.push(session);
      at = placeOf(session.session_id, session);
      const isFull = items.length === limit;
      if (isFull || deadline.passed()) return { items: items.map(sessionOf), next: at, complete: isFull };
    }
    if (page.next === undefined) return { items: items.map(sessionOf), next: undefined, complete: true };
  }
}

type Paging = Pick<SessionsArguments, 'after' | 'limit'>;

/** `undefined`: not known in time. */
function hasRow(source: Source, { terms }: Filter, sessionId: string, deadline: Deadline): boolean | undefined {
  if (terms.length === 0) return true;
  const own = { kind: 'field', field: 'session', values: [{ kind: 'exact', text: sessionId }], not: false } as const;
  const request = { order: 'desc', after: undefined, limit: 1, only: 'all', deadline, isLean: true } as const;
  const { rows, complete } = source.scan({ ...request, filter: { terms: [...terms, own] } });
  return rows.length > 0 ? true : complete ? false : undefined;
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
