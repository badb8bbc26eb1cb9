/** Finds rows in the order of their start, in chunks, so that a search that finds little can end when its time is up. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Filter, Term } from '../../../analysis/filter/filter.js';
import type { Row } from '../../../analysis/rows/row.js';
import type { Deadline } from '../deadline.js';
import type { Occurrences, Position, ScanPage, ScanRequest, Source, ValuesRequest } from '../source.js';
import { COLUMN_LIST, type DbRecord, LEAN_COLUMN_LIST, number, rowOf, text } from './columns.js';
import { all, type Condition, conditionOf } from './filter-sql.js';
import { indexable, ONLY } from './search-index.js';

const FIRST_CHUNK = 1000;
const LARGEST_CHUNK = 2000;

export function scan(db: DatabaseSync, request: ScanRequest): ScanPage {
  return new Scan(db, request).run();
}

const EVERY = { order: 'desc', after: undefined, limit: 0, only: 'all' } as const;

/** Of all rows that match; `undefined` when they cannot be looked at in time. */
export function sessionsOf(db: DatabaseSync, filter: Filter, deadline: Deadline): readonly string[] | undefined {
  return new Scan(db, { ...EVERY, filter, deadline }).sessions();
}

/** The values of a column in the newest rows that match, as far as the time allows. */
export function valuesOf(
  db: DatabaseSync,
  column: keyof Row,
  { filter, maxRows, deadline }: ValuesRequest,
): ReadonlyMap<string, number> {
  return new Scan(db, { ...EVERY, filter, deadline }).values(column, maxRows);
}

export function occurrencesOf(db: DatabaseSync, filter: Filter, deadline: Deadline): ReturnType<Source['occurrences']> {
  return new Scan(db, { ...EVERY, only: 'problems', filter, deadline }).occurrences();
}

/** What a search looks at in one step. */
interface Chunk {
  readonly after: Position | undefined;
  /** The last row; `undefined`: this is the last chunk. */
  readonly end: Position | undefined;
}

class Scan {
  readonly #db: DatabaseSync;
  readonly #request: ScanRequest;
  /** What an index can find: its rows divide the search into chunks. */
  readonly #narrow: Condition;
  /** All that must hold, besides the times. */
  readonly #whole: Condition;
  readonly #times: readonly Term[];
  readonly #direction: 'ASC' | 'DESC';
  readonly #from: string;

  constructor(db: DatabaseSync, request: ScanRequest) {
    this.#db = db;
    this.#request = request;
    const { conditions, words, index } = indexable(request);
    this.#narrow = all([...conditions, ...words]);
    this.#from = index === undefined ? 'events' : `events INDEXED BY ${index}`;
    this.#times = request.filter.terms.filter(({ kind }) => kind === 'time');
    this.#whole = all([...words, conditionOf(withoutTimes(request.filter)), ONLY[request.only]]);
    this.#direction = request.order === 'asc' ? 'ASC' : 'DESC';
  }

  run(): ScanPage {
    const { limit } = this.#request;
    const rows: Row[] = [];
    let end: Position | undefined;
    for (const chunk of this.#chunks()) {
      rows.push(...this.#rows(chunk, limit - rows.length));
      const last = rows.at(-1);
      if (rows.length >= limit && last !== undefined) return { rows, next: positionOf(last), complete: true };
      end = chunk.end;
    }
    return { rows, next: end, complete: end === undefined };
  }

  sessions(): readonly string[] | undefined {
    const found = new Set<string>();
    let isWhole = false;
    for (const chunk of this.#chunks()) {
      const { sql, values } = this.#within(chunk);
      const ids = this.#db.prepare(`SELECT DISTINCT session_id AS id FROM ${this.#from} WHERE ${sql}`).all(...values);
      for (const { id } of ids) found.add(text(id));
      isWhole = chunk.end === undefined;
    }
    return isWhole ? [...found] : undefined;
  }

  values(column: keyof Row, maxRows: number): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    let left = maxRows;
    for (const chunk of this.#chunks()) {
      const { sql, values } = this.#within(chunk);
      const newest = `SELECT ${column} AS value FROM ${this.#from} WHERE ${sql} ${this.#order()} LIMIT ?`;
      const counted = this.#db.prepare(`SELECT value, count(*) AS count FROM (${newest}) GROUP BY value`);
      for (const record of counted.all(...values, left)) {
        const [value, count] = [text(record['value']), number(record['count'])];
        found.set(value, (found.get(value) ?? 0) + count);
        left -= count;
      }
      if (left <= 0) break;
    }
    return found;
  }

  occurrences(): ReturnType<Source['occurrences']> {
    const found: Occurrences[] = [];
    let isWhole = false;
    for (const chunk of this.#chunks()) {
      const { sql, values } = this.#within(chunk);
      const query = `SELECT problem_id, server_name, ${SUBJECT} AS subject, json_group_array(started_ms) AS starts
        FROM ${this.#from} WHERE ${sql} GROUP BY problem_id, server_name, subject`;
      found.push(
        ...this.#db
          .prepare(query)
          .all(...values)
          .map(occurrencesIn),
      );
      isWhole = chunk.end === undefined;
    }
    return { found, complete: isWhole };
  }

  /** Until the last one, or until the time is up. */
  *#chunks(): Generator<Chunk> {
    let { after } = this.#request;
    for (let size = FIRST_CHUNK; ; size = Math.min(size * 4, LARGEST_CHUNK)) {
      const end = this.#chunkEnd(after, size);
      yield { after, end };
      if (end === undefined || this.#request.deadline.passed()) return;
      after = end;
    }
  }

  /** The last row that this chunk looks at; `undefined` when fewer are left. */
  #chunkEnd(after: Position | undefined, chunk: number): Position | undefined {
    const { sql, values } = all([this.#narrow, this.#bounds({ after, end: undefined })]);
    const found = this.#db
      .prepare(`SELECT started_ms, seq FROM ${this.#from} WHERE ${sql} ${this.#order()} LIMIT 1 OFFSET ?`)
      .get(...values, chunk - 1);
    return found === undefined ? undefined : { ms: number(found['started_ms']), seq: number(found['seq']) };
  }

  #within(chunk: Chunk): Condition {
    return all([this.#whole, this.#bounds(chunk)]);
  }

  /** One bound at each end at most: of two, the database may walk to the farther one. */
  #bounds({ after, end }: Chunk): Condition {
    const [first, last] = this.#direction === 'ASC' ? [after, end] : [end, after];
    const open = this.#times.filter((term) => {
      if (term.kind !== 'time') return false;
      const bound = term.edge === 'since' ? first : last;
      return bound === undefined || (term.edge === 'since' ? bound.ms < term.atMs : bound.ms > term.atMs);
    });
    return all([conditionOf({ terms: open }), this.#behind(after), this.#upTo(end)]);
  }

  #rows(chunk: Chunk, limit: number): readonly Row[] {
    const { sql, values } = this.#within(chunk);
    const columns = this.#request.isLean === true ? LEAN_COLUMN_LIST : COLUMN_LIST;
    const query = `SELECT ${columns} FROM ${this.#from} WHERE ${sql} ${this.#order()} LIMIT ?`;
    return this.#db
      .prepare(query)
      .all(...values, limit)
      .map(rowOf);
  }

  #order(): string {
    return `ORDER BY started_ms ${this.#direction}, seq ${this.#direction}`;
  }

  #behind(position: Position | undefined): Condition {
    return this.#direction === 'ASC' ? beyond('>', '>', position) : beyond('<', '<', position);
  }

  #upTo(position: Position | undefined): Condition {
    return this.#direction === 'ASC' ? beyond('<', '<=', position) : beyond('>', '>=', position);
  }
}

/** As `subjectOf` in analysis, from the columns of the index: what else hangs has its name in the problem itself. */
const SUBJECT = `CASE WHEN tool_name IS NOT NULL THEN tool_name
  WHEN event_name IN ('call.hanging', 'server.never_connected') THEN '' ELSE event_name END`;

function occurrencesIn(record: DbRecord): Occurrences {
  const starts: readonly number[] = JSON.parse(text(record['starts']));
  return {
    problem_id: text(record['problem_id']),
    server_name: text(record['server_name']),
    subject: text(record['subject']),
    starts_ms: starts,
  };
}

function beyond(ms: '<' | '>', seq: '<' | '>' | '<=' | '>=', position: Position | undefined): Condition {
  if (position === undefined) return { sql: 'TRUE', values: [] };
  const values: SQLInputValue[] = [position.ms, position.ms, position.seq];
  return { sql: `started_ms ${ms}= ? AND (started_ms ${ms} ? OR seq ${seq} ?)`, values };
}

const withoutTimes = ({ terms }: Filter): Filter => ({ terms: terms.filter(({ kind }) => kind !== 'time') });

function positionOf({ started_ms, seq }: Row): Position {
  return { ms: started_ms, seq };
}
