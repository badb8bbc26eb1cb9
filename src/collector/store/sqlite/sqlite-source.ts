/** Queries over the database. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { NO_TREND, TREND_PARTS } from '../../../analysis/charts/trend.js';
import type { Filter } from '../../../analysis/filter/filter.js';
import type { Catalogue } from '../../../analysis/rows/catalogue.js';
import type { Row } from '../../../analysis/rows/row.js';
import type { ProblemTotals } from '../../../analysis/summaries/problems.js';
import type { SessionTotals } from '../../../analysis/summaries/sessions.js';
import { NO_NUMBERS, type ToolNumbers, type ToolTotals, toolKey } from '../../../analysis/summaries/tools.js';
import { type Deadline, deadlineIn } from '../deadline.js';
import type {
  Counts,
  Firsts,
  Lost,
  ScanRequest,
  SeqPage,
  ServerSeen,
  Source,
  TotalsPosition,
  ValuesRequest,
} from '../source.js';
import { number, text } from './columns.js';
import { all, conditionOf } from './filter-sql.js';
import { Meta } from './meta.js';
import { readOpenRows, readRows } from './read-rows.js';
import { Remembered } from './remembered.js';
import { databaseBytes } from './retention.js';
import { readRollups } from './rollups.js';
import { occurrencesOf, scan, sessionsOf, valuesOf } from './scan.js';
import { readSummaries, SummaryTable } from './summary-table.js';
import { ToolNumbersReader } from './tool-numbers.js';

const MAX_TOOLS = 1000;
const MAX_LISTED = 10_000;
const ROUNDS_LISTED = 200;
const NUMBERS_MS = 500;

export class SqliteSource implements Source {
  readonly #db: DatabaseSync;
  readonly #meta: Meta;
  readonly #numbers: ToolNumbersReader;
  readonly #numbersOf = new Remembered<ToolNumbers>();
  readonly #trends = new Remembered<readonly number[]>();
  readonly #sessions: SummaryTable<SessionTotals>;
  readonly #problems: SummaryTable<ProblemTotals>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#meta = new Meta(db);
    this.#numbers = new ToolNumbersReader(db);
    this.#sessions = new SummaryTable(db, 'session');
    this.#problems = new SummaryTable(db, 'problem');
  }

  scan(request: ScanRequest) {
    return scan(this.#db, request);
  }

  sessionsOf(filter: Filter, deadline: Deadline) {
    return sessionsOf(this.#db, filter, deadline);
  }

  occurrences(filter: Filter, deadline: Deadline) {
    return occurrencesOf(this.#db, filter, deadline);
  }

  occurrence(problemId: string, atMs: number, filter: Filter): string | null {
    const { sql, values } = conditionOf(filter);
    const own = `WHERE problem_id = ? AND started_ms = ? AND ${sql} ORDER BY seq DESC LIMIT 1`;
    return this.#rows(own, problemId, atMs, ...values)[0]?.event_id ?? null;
  }

  after(after: number, upTo: number, filter: Filter, limit: number): SeqPage {
    const wanted = conditionOf(filter);
    const { sql, values } = all([{ sql: 'seq > ? AND seq <= ?', values: [after, upTo] }, wanted]);
    const rows = this.#rows(`WHERE ${sql} ORDER BY seq LIMIT ?`, ...values, limit);
    const seq = rows.length < limit ? upTo : (rows.at(-1)?.seq ?? upTo);
    const changed = `SELECT key FROM events WHERE seq > ? AND seq <= ? AND key <> seq AND NOT ifnull(${wanted.sql}, FALSE)`;
    const gone = this.#db.prepare(changed).all(after, seq, ...wanted.values);
    return { rows, gone: gone.map(({ key }) => number(key)), seq };
  }

  row(eventId: string): Row | undefined {
    return this.#rows('WHERE event_id = ?', eventId)[0];
  }

  rowOfSpan(spanId: string): Row | undefined {
    return this.#rows('WHERE span_id = ? ORDER BY seq DESC LIMIT 1', spanId)[0];
  }

  childrenOf(spanIds: readonly string[], limit: number): readonly Row[] {
    const own = 'WHERE nested = 1 AND parent_span_id = ? ORDER BY started_ms, seq LIMIT ?';
    return spanIds.flatMap((id) => this.#rows(own, id, limit));
  }

  roundsOf(operationId: string): readonly Row[] {
    return this.#rows('WHERE operation_id = ? ORDER BY started_ms, seq LIMIT ?', operationId, ROUNDS_LISTED);
  }

  neighbours({ server_name, event_name, event_type, started_ms, seq }: Row) {
    const find = (sign: '<' | '>', order: 'ASC' | 'DESC') => {
      const [row] = this.#rows(
        `WHERE event_name = ? AND started_ms ${sign}= ? AND (started_ms ${sign} ? OR seq ${sign} ?)
         AND +server_name = ? AND +event_type = ? ORDER BY started_ms ${order}, seq ${order} LIMIT 1`,
        event_name,
        started_ms,
        started_ms,
        seq,
        server_name,
        event_type,
      );
      return row?.event_id ?? null;
    };
    return { previous: find('<', 'DESC'), next: find('>', 'ASC') };
  }

  body(eventId: string): string | undefined {
    const found = this.#db
      .prepare('SELECT text FROM bodies WHERE seq = (SELECT seq FROM events WHERE event_id = ?)')
      .get(eventId);
    return found === undefined ? undefined : text(found['text']);
  }

  openRows(): readonly Row[] {
    return readOpenRows(this.#db);
  }

  values(column: keyof Row, request: ValuesRequest): ReadonlyMap<string, number> {
    return valuesOf(this.#db, column, request);
  }

  trend(totals: ProblemTotals): readonly number[] {
    return this.#trends.get(totals.problem_id, JSON.stringify(totals), () => this.#countTrend(totals));
  }

  #countTrend({ problem_id, first_ms, last_ms }: ProblemTotals): readonly number[] {
    // A bound number is not an integer, and would not be divided as one.
    const found = this.#db
      .prepare(
        `SELECT (started_ms - CAST(? AS INTEGER)) * ${TREND_PARTS} / CAST(? AS INTEGER) AS part, count(*) AS count
         FROM events WHERE problem_id = ? AND started_ms BETWEEN ? AND ? GROUP BY part`,
      )
      .all(first_ms, last_ms - first_ms + 1, problem_id, first_ms, last_ms);
    const counts = [...NO_TREND];
    for (const { part, count } of found) counts[number(part)] = number(count);
    return counts;
  }

  session(id: string): SessionTotals | undefined {
    return this.#sessions.get(id);
  }

  sessions(after: TotalsPosition | undefined, limit: number) {
    return this.#page<SessionTotals>('session', after, limit);
  }

  problem(id: string): ProblemTotals | undefined {
    return this.#problems.get(id);
  }

  problems(after: TotalsPosition | undefined, limit: number) {
    return this.#page<ProblemTotals>('problem', after, limit);
  }

  tools() {
    const deadline = deadlineIn(NUMBERS_MS);
    return readSummaries<ToolTotals>(this.#db, 'tool', undefined, MAX_TOOLS).map(({ data }) => ({
      totals: data,
      numbers: deadline.passed() ? NO_NUMBERS : this.#numbersIn(data),
    }));
  }

  #numbersIn(totals: ToolTotals): ToolNumbers {
    const key = toolKey(totals.server_name, totals.name);
    return this.#numbersOf.get(key, JSON.stringify(totals), () => this.#numbers.read(totals));
  }

  registrations(): ReadonlyMap<string, string> {
    return new Map(
      readSummaries<string>(this.#db, 'registration', undefined, MAX_LISTED).map(({ id, data }) => [id, data]),
    );
  }

  catalogues(): readonly Catalogue[] {
    return readSummaries<Catalogue>(this.#db, 'catalogue', undefined, MAX_TOOLS).map(({ data }) => data);
  }

  counted(fromMs: number, toMs: number, maxSlotMs: number) {
    return readRollups(this.#db, fromMs, toMs, maxSlotMs);
  }

  counts(): Counts {
    const { events, deleted, operations, errors } = this.#meta.counts;
    const countOf = (kind: string) =>
      number(this.#db.prepare('SELECT count(*) AS count FROM summaries WHERE kind = ?').get(kind)?.['count']);
    return {
      events,
      deleted,
      operations,
      errors,
      running: this.openRows().length,
      sessions: countOf('session'),
      servers: countOf('server'),
      tools: countOf('tool'),
      problems: countOf('problem'),
    };
  }

  lost(): readonly Lost[] {
    return readSummaries<Lost>(this.#db, 'lost', undefined, MAX_LISTED).map(({ data }) => data);
  }

  servers(): readonly ServerSeen[] {
    return readSummaries<ServerSeen>(this.#db, 'server', undefined, MAX_TOOLS).map(({ data }) => data);
  }

  firsts(): Firsts {
    return this.#meta.firsts;
  }

  countLaterThan(ms: number): number {
    const later = 'SELECT 1 FROM events WHERE started_ms > ? LIMIT 1000';
    return number(this.#db.prepare(`SELECT count(*) AS count FROM (${later})`).get(ms)?.['count']);
  }

  period(upToMs = Number.MAX_SAFE_INTEGER) {
    const edge = (name: 'min' | 'max') =>
      this.#db.prepare(`SELECT ${name}(started_ms) AS ms FROM events WHERE started_ms <= ?`).get(upToMs)?.['ms'];
    const [fromMs, toMs] = [edge('min'), edge('max')];
    return typeof fromMs === 'number' && typeof toMs === 'number' ? { fromMs, toMs } : undefined;
  }

  bytes(): number {
    return databaseBytes(this.#db);
  }

  #rows(rest: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return readRows(this.#db, rest, ...values);
  }

  #page<T>(kind: 'session' | 'problem', after: TotalsPosition | undefined, limit: number) {
    const found = readSummaries<T>(this.#db, kind, after, limit + 1);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const isMore = found.length > limit && last !== undefined;
    return { items: shown.map(({ data }) => data), next: isMore ? { ms: last.lastMs, id: last.id } : undefined };
  }
}
