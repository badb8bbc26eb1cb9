/** What a check has seen: built from events in any number, in memory that does not grow with their payloads. */
import { messageShape } from '../problems/message-shape.js';
import { problem } from '../problems/problem.js';
import { isHangingReport, isOpen, type Row } from '../rows/row.js';
import { type Incident, Incidents } from './incidents.js';
import { type ListSeen, Lists } from './lists.js';
import type { Observed } from './observed.js';
import { Operations } from './operations.js';
import { RecentIds } from './recent-ids.js';
import { KIND_OF_LIST, kindOfEvent, type SubjectSeen } from './subject.js';
import { SubjectTable } from './subject-table.js';

type Draft = Omit<Row, 'seq' | 'key'>;

export interface ServerSeen {
  readonly name: string;
  readonly version: string;
  readonly sessions: number;
}

export interface Seen {
  readonly events: number;
  readonly sessions: number;
  /** By name. */
  readonly servers: readonly ServerSeen[];
  /** Listed or called. */
  readonly subjects: readonly SubjectSeen[];
  readonly lists: readonly ListSeen[];
  readonly incidents: readonly Incident[];
  /** Calls of which only the start was reported, and not that they hang. */
  readonly unfinished: readonly Draft[];
  readonly cancelled: number;
  /** Events that their senders have lost, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What the redactor puts in the place of a secret. */
const REDACTED = '[redacted]';
/** Why a client cancels when it has waited as long as it wants to: the official ones give the error that their caller gets. */
const TIME_IS_UP = /\btimed? ?out\b|\btimeout\b|-32001/i;
/** Every SDK version says so in its own words, and all of them name the JSON-RPC code or the validation. */
const INVALID = /-32602|(?:input|output) validation error|invalid arguments/i;

export class SeenEvents {
  readonly #ids = new RecentIds();
  readonly #subjects = new SubjectTable();
  readonly #operations = new Operations();
  readonly #lists = new Lists();
  readonly #incidents = new Incidents();
  readonly #servers = new Map<string, { version: string; readonly sessions: Set<string> }>();
  readonly #open = new Map<string, Draft>();
  readonly #hanging = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #lost = new Map<string, number>();
  #events = 0;
  #cancelled = 0;

  add(observed: Observed): void {
    const { draft, catalogue, lost } = observed;
    if (!this.#ids.add(draft.event_id)) return;
    this.#events += 1;
    for (const [reason, count] of Object.entries(lost ?? {})) this.#addLost(reason, count);
    this.#addServer(draft);
    if (observed.problem !== null) this.#incidents.add(observed.problem, draft, this.#placeOf(draft));
    if (catalogue !== null) {
      this.#lists.add(catalogue);
      const kind = KIND_OF_LIST[catalogue.kind];
      for (const { name } of catalogue.entries) this.#subjects.listed(catalogue.server_name, kind, name);
    }
    if (isHangingReport(draft)) this.#hanging.add(draft.parent_span_id ?? '');
    if (isOpen(draft)) this.#addOpen(draft);
    else this.#addEnded(draft, observed);
  }

  /** May be asked at any time. */
  result(): Seen {
    const over = this.#subjects.overLimit + this.#incidents.overLimit;
    if (over > 0) this.#lost.set('too_many_names', over);
    const servers = [...this.#servers].map(([name, { version, sessions }]) => ({
      name,
      version,
      sessions: sessions.size,
    }));
    return {
      events: this.#events,
      sessions: this.#sessions.size,
      servers: servers.sort((a, b) => (a.name < b.name ? -1 : 1)),
      subjects: this.#subjects.all(),
      lists: this.#lists.all(),
      incidents: this.#incidents.all(),
      unfinished: [...this.#open.values()].filter(({ span_id }) => !this.#hanging.has(span_id)),
      cancelled: this.#cancelled,
      lost: Object.fromEntries(this.#lost),
    };
  }

  /** That a call hangs is an event of its own, a child of the call. */
  #placeOf(draft: Draft): string {
    const { event_name, parent_span_id } = draft;
    return isHangingReport(draft) ? (this.#open.get(parent_span_id ?? '')?.event_name ?? event_name) : event_name;
  }

  #addLost(reason: string, count: number): void {
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + count);
  }

  #addServer({ server_name, server_version, session_id, event_type }: Draft): void {
    // A session whose first message was refused has no server yet.
    if (server_name === '') return;
    const server = this.#servers.get(server_name) ?? { version: server_version, sessions: new Set() };
    this.#servers.set(server_name, server);
    server.version = server_version;
    if (event_type === 'initialize' || event_type === 'close' || kindOfEvent(event_type) !== undefined) {
      server.sessions.add(session_id);
      this.#sessions.add(session_id);
    }
  }

  #addOpen(row: Draft): void {
    this.#open.set(row.span_id, row);
    this.#addBegun(row);
  }

  #addBegun({ server_name, event_type, event_name }: Draft): void {
    const kind = kindOfEvent(event_type);
    if (kind !== undefined) this.#subjects.begun(server_name, kind, event_name);
  }

  /** Whoever called it has waited in vain, unless it is known already that the call hangs. */
  #addCancelled(row: Draft): void {
    this.#cancelled += 1;
    this.#addBegun(row);
    const { error_message: message, span_id, event_name } = row;
    if (message === null || !TIME_IS_UP.test(message) || this.#hanging.has(span_id)) return;
    this.#incidents.add(problem('hanging', messageShape(message)), row, event_name);
  }

  #addEnded(row: Draft, { text, registrations }: Observed): void {
    this.#open.delete(row.span_id);
    if (row.direction === 'outbound') {
      this.#operations.outbound(row);
      return;
    }
    const kind = kindOfEvent(row.event_type);
    for (const { event_type, name, at } of registrations) {
      const registered = kindOfEvent(event_type);
      if (registered !== undefined) this.#subjects.registered(row.server_name, registered, name, at);
    }
    if (row.status === 'cancelled') {
      this.#addCancelled(row);
      return;
    }
    if (kind === undefined && (row.nested || row.mcp_method === '' || !IS_REQUEST.has(row.event_type))) return;
    // Its outcome is an event of its own.
    const sample = row.status === 'task' ? undefined : this.#operations.ended(row);
    if (sample === undefined) return;
    this.#subjects.called(row, 'method', row.mcp_method, sample);
    if (kind === undefined) return;
    this.#subjects.called(row, kind, row.event_name, sample);
    this.#judgePayload(row, kind, text);
  }

  #judgePayload(row: Draft, kind: SubjectSeen['kind'], text: string): void {
    const { server_name: server, event_name: name, error_message: message } = row;
    if (message !== null && INVALID.test(message)) this.#subjects.foundInvalid(server, kind, name, message);
    if (text.includes(REDACTED) && hasRedactedResult(text)) this.#subjects.foundSecret(server, kind, name);
  }
}

const IS_REQUEST = new Set(['initialize', 'request', 'error']);

function hasRedactedResult(text: string): boolean {
  const event: { readonly response_content?: unknown } = JSON.parse(text);
  return JSON.stringify(event.response_content ?? null).includes(REDACTED);
}
