/** Keeps sessions, tools, problems, servers and lists up to date with what ingestion changes. */
import type { DatabaseSync } from 'node:sqlite';
import { type Catalogue, withReply } from '../../../analysis/rows/catalogue.js';
import type { Row } from '../../../analysis/rows/row.js';
import { emptyProblem, type ProblemTotals, withOccurrence } from '../../../analysis/summaries/problems.js';
import { emptySession, type SessionTotals, withRow } from '../../../analysis/summaries/sessions.js';
import { emptyTool, isToolCall, type ToolTotals, toolKey, withCall } from '../../../analysis/summaries/tools.js';
import type { Incoming } from '../incoming.js';
import type { Change } from '../ingest.js';
import { withLoss } from '../losses.js';
import type { Lost, ServerSeen } from '../source.js';
import { SummaryTable } from './summary-table.js';

export class Totals {
  readonly sessions: SummaryTable<SessionTotals>;
  readonly tools: SummaryTable<ToolTotals>;
  readonly problems: SummaryTable<ProblemTotals>;
  readonly servers: SummaryTable<ServerSeen>;
  readonly #catalogues: SummaryTable<Catalogue>;
  readonly #registrations: SummaryTable<string>;
  readonly #lost: SummaryTable<Lost>;

  constructor(db: DatabaseSync) {
    this.sessions = new SummaryTable(db, 'session');
    this.tools = new SummaryTable(db, 'tool');
    this.problems = new SummaryTable(db, 'problem');
    this.servers = new SummaryTable(db, 'server');
    this.#catalogues = new SummaryTable(db, 'catalogue');
    this.#registrations = new SummaryTable(db, 'registration');
    this.#lost = new SummaryTable(db, 'lost');
  }

  apply(change: Change): void {
    const { row } = change;
    const session = this.sessions.get(row.session_id) ?? emptySession(row);
    const cleared = change.kind === 'added' ? session : withRow(session, change.before, -1);
    const next = withRow(cleared, row);
    this.sessions.set(row.session_id, next.last_ms, next);
    if (change.kind !== 'updated') this.#arrived(row, change.incoming);
  }

  flush(): void {
    for (const table of this.#all()) table.flush();
  }

  discard(): void {
    for (const table of this.#all()) table.discard();
  }

  #all(): readonly { flush(): void; discard(): void }[] {
    return [this.sessions, this.tools, this.problems, this.servers, this.#catalogues, this.#registrations, this.#lost];
  }

  #arrived(row: Row, { problem, catalogue, registrations, lost }: Incoming): void {
    if (isToolCall(row)) this.#call(row);
    if (row.server_name !== '') this.#server(row);
    if (problem !== null) {
      const before = this.problems.get(problem.problem_id) ?? emptyProblem(problem, row.started_ms);
      const next = withOccurrence(before, row);
      this.problems.set(problem.problem_id, next.last_ms, next);
    }
    for (const { event_type, name, at } of registrations) {
      if (event_type === 'tool_call') this.#registrations.set(toolKey(row.server_name, name), row.started_ms, at);
    }
    if (catalogue !== null) {
      const id = toolKey(row.server_name, catalogue.kind);
      this.#catalogues.set(id, row.started_ms, withReply(this.#catalogues.get(id), catalogue));
    }
    for (const [reason, count] of Object.entries(lost ?? {})) {
      const next = withLoss(this.#lost.get(reason), { reason, count, atMs: row.started_ms });
      this.#lost.set(reason, next.last_ms, next);
    }
  }

  #call(row: Row): void {
    const id = toolKey(row.server_name, row.event_name);
    const next = withCall(this.tools.get(id) ?? emptyTool(row), row);
    this.tools.set(id, next.last_ms, next);
  }

  #server({ server_name, server_version, started_ms }: Row): void {
    const before = this.servers.get(server_name);
    const last_ms = Math.max(started_ms, before?.last_ms ?? 0);
    this.servers.set(server_name, last_ms, { server_name, server_version, last_ms, events: (before?.events ?? 0) + 1 });
  }
}
