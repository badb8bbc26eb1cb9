/** Queries over the rows in memory: each looks at all of them, which is quick for as many as fit. */
import { type Counted, countedOf } from '../../../analysis/charts/series.js';
import { Trend } from '../../../analysis/charts/trend.js';
import type { Filter } from '../../../analysis/filter/filter.js';
import { createMatcher } from '../../../analysis/filter/match.js';
import type { Problem } from '../../../analysis/problems/problem.js';
import type { Catalogue } from '../../../analysis/rows/catalogue.js';
import { isOpen, isOperation, type Row } from '../../../analysis/rows/row.js';
import type { ProblemTotals } from '../../../analysis/summaries/problems.js';
import type { SessionTotals } from '../../../analysis/summaries/sessions.js';
import { ToolSummary } from '../../../analysis/summaries/tools.js';
import type { Deadline } from '../deadline.js';
import type { Counts, Lost, ScanPage, ScanRequest, SeqPage, Source, TotalsPosition, ValuesRequest } from '../source.js';
import { totalsPage } from '../totals-page.js';
import { countsIn, occurrencesIn, problemTotals, serversIn, sessionTotals } from './memory-totals.js';
import type { RowList } from './row-list.js';

const KEPT: Readonly<Record<ScanRequest['only'], (row: Row) => boolean>> = {
  all: () => true,
  top: ({ nested }) => !nested,
  problems: ({ problem_id }) => problem_id !== null,
};

const EVERY = { order: 'desc', after: undefined, limit: Number.POSITIVE_INFINITY, only: 'all' } as const;

export interface MemoryTables {
  readonly list: RowList;
  readonly problems: ReadonlyMap<string, Problem>;
  readonly catalogues: ReadonlyMap<string, Catalogue>;
  readonly registrations: ReadonlyMap<string, string>;
  readonly lost: ReadonlyMap<string, Lost>;
}

export class MemorySource implements Source {
  readonly #tables: MemoryTables;
  readonly #list: RowList;
  #sessions: { readonly revision: number; readonly totals: ReadonlyMap<string, SessionTotals> } | undefined;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
    this.#list = tables.list;
  }

  scan({ filter, order, after, limit, only, deadline }: ScanRequest): ScanPage {
    const matches = this.#matcher(filter);
    const sorted = this.#list.byStart();
    const rows: Row[] = [];
    for (let step = 0; step < sorted.length; step += 1) {
      const row = sorted[order === 'desc' ? sorted.length - 1 - step : step];
      if (row === undefined || !isBehind(row, after, order)) continue;
      if (KEPT[only](row) && matches(row)) rows.push(row);
      const next = { ms: row.started_ms, seq: row.seq };
      if (rows.length >= limit) return { rows, next, complete: true };
      if (step % 256 === 255 && deadline.passed()) return { rows, next, complete: false };
    }
    return { rows, next: undefined, complete: true };
  }

  sessionsOf(filter: Filter, deadline: Deadline): readonly string[] | undefined {
    const { rows, complete } = this.scan({ ...EVERY, filter, deadline });
    return complete ? [...new Set(rows.map(({ session_id }) => session_id))] : undefined;
  }

  occurrences(filter: Filter, deadline: Deadline) {
    const { rows, complete } = this.scan({ ...EVERY, only: 'problems', filter, deadline });
    return { found: occurrencesIn(rows), complete };
  }

  occurrence(problemId: string, atMs: number, filter: Filter): string | null {
    const matches = this.#matcher(filter);
    const isIt = (row: Row) => row.problem_id === problemId && row.started_ms === atMs && matches(row);
    return this.#list.byStart().findLast(isIt)?.event_id ?? null;
  }

  after(after: number, upTo: number, filter: Filter, limit: number): SeqPage {
    const matches = this.#matcher(filter);
    const rows: Row[] = [];
    const gone: number[] = [];
    for (const row of this.#list.rows()) {
      if (row.seq <= after || row.seq > upTo) continue;
      if (matches(row)) rows.push(row);
      else if (row.key !== row.seq) gone.push(row.key);
      if (rows.length >= limit) return { rows, gone, seq: row.seq };
    }
    return { rows, gone, seq: upTo };
  }

  row(eventId: string): Row | undefined {
    return this.#list.ofEvent(eventId);
  }

  rowOfSpan(spanId: string): Row | undefined {
    return this.#list.ofSpan(spanId);
  }

  childrenOf(spanIds: readonly string[], limit: number): readonly Row[] {
    const wanted = new Map(spanIds.map((id) => [id, 0]));
    return this.#list.byStart().filter(({ parent_span_id, nested }) => {
      if (!nested) return false;
      const found = wanted.get(parent_span_id ?? '');
      if (found === undefined || found >= limit) return false;
      wanted.set(parent_span_id ?? '', found + 1);
      return true;
    });
  }

  roundsOf(operationId: string): readonly Row[] {
    return this.#list.byStart().filter(({ operation_id }) => operation_id === operationId);
  }

  neighbours({ event_id, server_name, event_name, event_type }: Row) {
    const alike = this.#list
      .byStart()
      .filter(
        (row) => row.server_name === server_name && row.event_name === event_name && row.event_type === event_type,
      );
    const at = alike.findIndex((row) => row.event_id === event_id);
    return { previous: alike[at - 1]?.event_id ?? null, next: alike[at + 1]?.event_id ?? null };
  }

  body(eventId: string): string | undefined {
    return this.#list.text(this.#list.ofEvent(eventId)?.seq ?? 0);
  }

  openRows(): readonly Row[] {
    return [...this.#list.rows()].filter(isOpen);
  }

  values(column: keyof Row, { filter, maxRows, deadline }: ValuesRequest): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const row of this.scan({ ...EVERY, filter, deadline, limit: maxRows }).rows) {
      const value = String(row[column] ?? '');
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  trend({ problem_id, first_ms, last_ms }: ProblemTotals): readonly number[] {
    const trend = new Trend(first_ms, last_ms);
    for (const row of this.#list.rows()) if (row.problem_id === problem_id) trend.add(row.started_ms);
    return trend.counts;
  }

  session(id: string): SessionTotals | undefined {
    return this.#sessionTotals().get(id);
  }

  sessions(after: TotalsPosition | undefined, limit: number) {
    return totalsPage([...this.#sessionTotals().values()], ({ session_id }) => session_id, after, limit);
  }

  /** A query asks for one session, or one page of them, after the other. */
  #sessionTotals(): ReadonlyMap<string, SessionTotals> {
    const { revision } = this.#list;
    if (this.#sessions?.revision !== revision) {
      this.#sessions = { revision, totals: sessionTotals(this.#list.rows()) };
    }
    return this.#sessions.totals;
  }

  problem(id: string): ProblemTotals | undefined {
    return problemTotals(this.#list.rows(), this.#tables.problems).get(id);
  }

  problems(after: TotalsPosition | undefined, limit: number) {
    return totalsPage(
      [...problemTotals(this.#list.rows(), this.#tables.problems).values()],
      ({ problem_id }) => problem_id,
      after,
      limit,
    );
  }

  tools() {
    const summary = new ToolSummary();
    for (const row of this.#list.rows()) summary.add(row);
    return summary.result();
  }

  registrations(): ReadonlyMap<string, string> {
    return this.#tables.registrations;
  }

  catalogues(): readonly Catalogue[] {
    return [...this.#tables.catalogues.values()];
  }

  *counted(fromMs: number, toMs: number): Iterable<Counted> {
    for (const row of this.#list.rows()) {
      const counted = row.started_ms < fromMs || row.started_ms > toMs ? undefined : countedOf(row);
      if (counted !== undefined) yield counted;
    }
  }

  counts(): Counts {
    return { ...countsIn([...this.#list.rows()], this.#tables.problems), deleted: this.#list.deleted };
  }

  lost(): readonly Lost[] {
    return [...this.#tables.lost.values()];
  }

  servers() {
    return serversIn(this.#list.rows());
  }

  firsts() {
    const find = (test: (row: Row) => boolean) => {
      for (const row of this.#list.rows()) if (test(row)) return row;
      return undefined;
    };
    return {
      event: find(() => true),
      initialize: find(({ event_type }) => event_type === 'initialize'),
      call: find(isOperation),
    };
  }

  countLaterThan(ms: number): number {
    return Math.min(1000, [...this.#list.rows()].filter(({ started_ms }) => started_ms > ms).length);
  }

  period(upToMs = Number.POSITIVE_INFINITY) {
    const sorted = this.#list.byStart();
    const isIn = ({ started_ms }: Row) => started_ms <= upToMs;
    const [first, last] = [sorted.find(isIn), sorted.findLast(isIn)];
    return first === undefined || last === undefined ? undefined : { fromMs: first.started_ms, toMs: last.started_ms };
  }

  bytes(): number {
    return this.#list.bytes;
  }

  #matcher(filter: Filter): (row: Row) => boolean {
    return createMatcher(filter, ({ seq }) => this.#list.text(seq) ?? '');
  }
}

function isBehind({ started_ms, seq }: Row, after: ScanRequest['after'], order: 'asc' | 'desc'): boolean {
  if (after === undefined) return true;
  const difference = started_ms - after.ms || seq - after.seq;
  return order === 'desc' ? difference < 0 : difference > 0;
}
