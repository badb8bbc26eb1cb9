/** Finds rows in the order of their start, in chunks, so that a search that finds little can end when its time is up. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Filter, Term, TextField } from '../../../analysis/filter/filter.js';
import type { Row } from '../../../analysis/rows/row.js';
import type { Deadline } from '../deadline.js';
import type { Position, ScanPage, ScanRequest } from '../source.js';
import { COLUMN_LIST, LEAN_COLUMN_LIST, number, rowOf, text } from './columns.js';
import { all, type Condition, conditionOf, toolCalls } from './filter-sql.js';

const FIRST_CHUNK = 1000;
const LARGEST_CHUNK = 2000;

/** Fields whose index is in the order of the start too, the most selective first. */
const INDEXED: readonly TextField[] = ['span', 'operation', 'session', 'run', 'problem', 'tool', 'name', 'status'];

const ONLY: Readonly<Record<ScanRequest['only'], Condition>> = {
  all: { sql: 'TRUE', values: [] },
  top: { sql: 'nested = 0', values: [] },
  problems: { sql: 'problem_id IS NOT NULL', values: [] },
};

export function scan(db: DatabaseSync, request: ScanRequest): ScanPage {
  return new Scan(db, request).run();
}

/** Of all rows that match; `undefined` when they cannot be looked at in time. */
export function sessionsOf(db: DatabaseSync, filter: Filter, deadline: Deadline): readonly string[] | undefined {
  return new Scan(db, { filter, deadline, order: 'desc', after: undefined, limit: 0, only: 'all' }).sessions();
}

class Scan {
  readonly #db: DatabaseSync;
  readonly #request: ScanRequest;
  /** What an index can find: its rows divide the search into chunks. */
  readonly #narrow: Condition;
  /** All that must hold. */
  readonly #whole: Condition;
  readonly #direction: 'ASC' | 'DESC';
  readonly #from: string;

  constructor(db: DatabaseSync, request: ScanRequest) {
    this.#db = db;
    this.#request = request;
    const { conditions, words, index } = indexable(request);
    this.#narrow = all([...conditions, ...words]);
    this.#from = index === undefined ? 'events' : `events INDEXED BY ${index}`;
    this.#whole = all([...words, conditionOf(request.filter), ONLY[request.only]]);
    this.#direction = request.order === 'asc' ? 'ASC' : 'DESC';
  }

  run(): ScanPage {
    const { limit, deadline } = this.#request;
    const rows: Row[] = [];
    let { after } = this.#request;
    for (let chunk = FIRST_CHUNK; ; chunk = Math.min(chunk * 4, LARGEST_CHUNK)) {
      const end = this.#chunkEnd(after, chunk);
      rows.push(...this.#rows(after, end, limit - rows.length));
      const last = rows.at(-1);
      if (rows.length >= limit && last !== undefined) return { rows, next: positionOf(last), complete: true };
      if (end === undefined) return { rows, next: undefined, complete: true };
      if (deadline.passed()) return { rows, next: end, complete: false };
      after = end;
    }
  }

  sessions(): readonly string[] | undefined {
    const found = new Set<string>();
    let after: Position | undefined;
    for (let chunk = FIRST_CHUNK; ; chunk = Math.min(chunk * 4, LARGEST_CHUNK)) {
      const end = this.#chunkEnd(after, chunk);
      const { sql, values } = all([this.#whole, this.#behind(after), this.#upTo(end)]);
      const ids = this.#db.prepare(`SELECT DISTINCT session_id AS id FROM ${this.#from} WHERE ${sql}`).all(...values);
      for (const { id } of ids) found.add(text(id));
      if (end === undefined) return [...found];
      if (this.#request.deadline.passed()) return undefined;
      after = end;
    }
  }

  /** The last row that this chunk looks at; `undefined` when fewer are left. */
  #chunkEnd(after: Position | undefined, chunk: number): Position | undefined {
    const { sql, values } = all([this.#narrow, this.#behind(after)]);
    const found = this.#db
      .prepare(`SELECT started_ms, seq FROM ${this.#from} WHERE ${sql} ${this.#order()} LIMIT 1 OFFSET ?`)
      .get(...values, chunk - 1);
    return found === undefined ? undefined : { ms: number(found['started_ms']), seq: number(found['seq']) };
  }

  #rows(after: Position | undefined, end: Position | undefined, limit: number): readonly Row[] {
    const { sql, values } = all([this.#whole, this.#behind(after), this.#upTo(end)]);
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

function beyond(ms: '<' | '>', seq: '<' | '>' | '<=' | '>=', position: Position | undefined): Condition {
  if (position === undefined) return { sql: 'TRUE', values: [] };
  const values: SQLInputValue[] = [position.ms, position.ms, position.seq];
  return { sql: `started_ms ${ms}= ? AND (started_ms ${ms} ? OR seq ${seq} ?)`, values };
}

function positionOf({ started_ms, seq }: Row): Position {
  return { ms: started_ms, seq };
}

/** In the words of its partial index. */
const SLOW: Condition = { sql: 'duration_ms >= 1000', values: [] };
const SLOW_MS = 1000;
const FAILED: Condition = { sql: "status <> 'ok'", values: [] };

const isSlow = (term: Term) =>
  term.kind === 'number' && term.field === 'dur' && !term.not && term.range.from >= SLOW_MS;

interface Indexed {
  readonly conditions: readonly Condition[];
  /** Conditions of partial indices, which are used only where the query repeats them. */
  readonly words: readonly Condition[];
  /** Partial indices that the database would not choose by itself. */
  readonly index: 'events_slow' | 'events_failed' | undefined;
}

/** The terms for times, and the best one for an index. */
function indexable({ filter: { terms }, only }: ScanRequest): Indexed {
  const times = terms.filter(({ kind }) => kind === 'time');
  const best = INDEXED.flatMap((field) =>
    terms.filter(
      (term) =>
        term.kind === 'field' &&
        term.field === field &&
        !term.not &&
        term.values.length === 1 &&
        term.values.every(({ kind, text: value }) => kind === 'exact' && value !== '' && value !== 'ok'),
    ),
  ).slice(0, 1);
  const conditions = [...times, ...best].map(narrowed);
  const words = only === 'problems' ? [ONLY.problems] : [];
  if (best.length === 0) {
    if (only === 'problems') return { conditions, words, index: 'events_failed' };
    if (terms.some(isSlow)) return { conditions, words: [SLOW], index: 'events_slow' };
  }
  const isByStatus = best.some((term) => term.kind === 'field' && term.field === 'status');
  return { conditions, words: isByStatus ? [...words, FAILED] : words, index: undefined };
}

/** Reports of hanging calls are few, and need not count in the division into chunks. */
function narrowed(term: Term): Condition {
  return term.kind === 'field' && term.field === 'tool' ? toolCalls(term.values) : conditionOf({ terms: [term] });
}
