/** What queries read from. Memory and SQLite each implement it; the queries themselves are written once. */
import type { Counted } from '../../analysis/charts/series.js';
import type { Filter } from '../../analysis/filter/filter.js';
import type { Catalogue } from '../../analysis/rows/catalogue.js';
import type { Row } from '../../analysis/rows/row.js';
import type { ProblemTotals } from '../../analysis/summaries/problems.js';
import type { SessionTotals } from '../../analysis/summaries/sessions.js';
import type { ToolNumbers, ToolTotals } from '../../analysis/summaries/tools.js';
import type { Deadline } from './deadline.js';

/** A place between rows in the order of their start. */
export interface Position {
  readonly ms: number;
  readonly seq: number;
}

export interface ScanRequest {
  readonly filter: Filter;
  readonly order: 'asc' | 'desc';
  /** Starts behind this row; `undefined`: at the beginning. */
  readonly after: Position | undefined;
  readonly limit: number;
  /** Which rows, besides the filter. */
  readonly only: 'all' | 'top' | 'problems';
  readonly deadline: Deadline;
  /** Only what summaries need is read; the other fields may be empty. */
  readonly isLean?: boolean;
}

export interface ScanPage {
  readonly rows: readonly Row[];
  /** Where to go on; `undefined` at the end. */
  readonly next: Position | undefined;
  /** False when the deadline ended the scan before the page was full. */
  readonly complete: boolean;
}

export interface ValuesRequest {
  readonly filter: Filter;
  readonly maxRows: number;
  readonly deadline: Deadline;
}

/** When a problem occurred in one server and one tool or method. `subject` may be empty. */
export interface Occurrences {
  readonly problem_id: string;
  readonly server_name: string;
  readonly subject: string;
  readonly starts_ms: readonly number[];
}

export interface SeqPage {
  readonly rows: readonly Row[];
  /** Keys of rows that have changed and do not match: what was shown under such a key may have matched. */
  readonly gone: readonly number[];
  /** All rows up to this one have been looked at. */
  readonly seq: number;
}

export interface Counts {
  readonly events: number;
  /** By retention, so far. */
  readonly deleted: number;
  readonly operations: number;
  readonly errors: number;
  readonly running: number;
  readonly sessions: number;
  readonly servers: number;
  readonly tools: number;
  readonly problems: number;
}

export interface Lost {
  readonly reason: string;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

export interface ServerSeen {
  readonly server_name: string;
  readonly server_version: string;
  readonly last_ms: number;
  readonly events: number;
}

/** A place between sessions or problems, in the order of their last event. */
export interface TotalsPosition {
  readonly ms: number;
  readonly id: string;
}

/** Newest first. */
export interface TotalsPage<T> {
  readonly items: readonly T[];
  readonly next: TotalsPosition | undefined;
}

/** The first of each that was ever stored. */
export interface Firsts {
  readonly event?: Row | undefined;
  readonly initialize?: Row | undefined;
  readonly call?: Row | undefined;
}

export interface Source {
  scan(request: ScanRequest): ScanPage;
  /** Of all rows that match; `undefined` when they cannot be looked at in time. */
  sessionsOf(filter: Filter, deadline: Deadline): readonly string[] | undefined;
  /** In the rows that match, as far back as the time allows. */
  occurrences(
    filter: Filter,
    deadline: Deadline,
  ): { readonly found: readonly Occurrences[]; readonly complete: boolean };
  /** The event with this problem that started then and matches, the last to arrive. */
  occurrence(problemId: string, atMs: number, filter: Filter): string | null;
  /** By `seq`, from behind `after` up to `upTo`. */
  after(after: number, upTo: number, filter: Filter, limit: number): SeqPage;
  row(eventId: string): Row | undefined;
  rowOfSpan(spanId: string): Row | undefined;
  /** Nested rows, oldest first, at most `limit` for each span. */
  childrenOf(spanIds: readonly string[], limit: number): readonly Row[];
  roundsOf(operationId: string): readonly Row[];
  /** Calls of the same server and name, before and after. */
  neighbours(row: Row): { readonly previous: string | null; readonly next: string | null };
  body(eventId: string): string | undefined;
  openRows(): readonly Row[];

  /** The values of a column in the newest rows that match, as far as the time allows, with how often each is there. */
  values(column: keyof Row, request: ValuesRequest): ReadonlyMap<string, number>;
  /** How often a problem occurred, in equal parts of the time from its first to its last occurrence. */
  trend(problem: ProblemTotals): readonly number[];

  session(id: string): SessionTotals | undefined;
  sessions(after: TotalsPosition | undefined, limit: number): TotalsPage<SessionTotals>;
  problem(id: string): ProblemTotals | undefined;
  problems(after: TotalsPosition | undefined, limit: number): TotalsPage<ProblemTotals>;
  tools(): readonly { readonly totals: ToolTotals; readonly numbers: ToolNumbers }[];
  registrations(): ReadonlyMap<string, string>;
  catalogues(): readonly Catalogue[];
  /** Counts of finished operations in slots of at most `maxSlotMs`; `undefined` where there are none as fine as that. */
  counted(fromMs: number, toMs: number, maxSlotMs: number): Iterable<Counted> | undefined;
  counts(): Counts;
  /** Events that their senders have lost, by reason. */
  lost(): readonly Lost[];
  servers(): readonly ServerSeen[];
  firsts(): Firsts;
  /** Start of the oldest and the newest event, of those that start no later than `upToMs`. */
  period(upToMs?: number): { readonly fromMs: number; readonly toMs: number } | undefined;
  /** How many events start later than that: at most 1000 are counted. */
  countLaterThan(ms: number): number;
  bytes(): number;
}
