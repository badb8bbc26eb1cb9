/** Events in memory, limited by number and size: for Node without SQLite, and for `--memory`. */
import type { Problem } from '../../../analysis/problems/problem.js';
import { type Catalogue, withReply } from '../../../analysis/rows/catalogue.js';
import { toolKey } from '../../../analysis/summaries/tools.js';
import { type QueryArguments, type QueryName, type QueryResult, runQuery } from '../../query/queries.js';
import { ageClock } from '../age-clock.js';
import type { EventStore, Retention, StoredRow, StoreKind } from '../event-store.js';
import type { Incoming } from '../incoming.js';
import { type Change, Ingest } from '../ingest.js';
import { withLoss } from '../losses.js';
import type { Lost } from '../source.js';
import { MemorySource } from './memory-source.js';
import { RowList } from './row-list.js';

/** Names and problems are limited too: a sender chooses them. */
const MAX_NAMES = 10_000;

export class MemoryStore implements EventStore {
  readonly kind: StoreKind;
  readonly id = crypto.randomUUID().slice(0, 8);
  readonly #list: RowList;
  readonly #ingest: Ingest;
  readonly #source: MemorySource;
  readonly retention: Retention;
  readonly #problems = new Map<string, Problem>();
  readonly #catalogues = new Map<string, Catalogue>();
  readonly #registrations = new Map<string, string>();
  readonly #lost = new Map<string, Lost>();

  constructor(reason: string, retention: Retention) {
    this.kind = { kind: 'memory', reason };
    this.retention = retention;
    this.#list = new RowList(retention);
    this.#ingest = new Ingest(this.#list, []);
    this.#source = new MemorySource({
      list: this.#list,
      problems: this.#problems,
      catalogues: this.#catalogues,
      registrations: this.#registrations,
      lost: this.#lost,
    });
  }

  get lastSeq(): number {
    return this.#list.lastSeq;
  }

  get deletedEvents(): number {
    return this.#list.deleted;
  }

  async insert(batch: readonly Incoming[]): Promise<readonly StoredRow[]> {
    const changes = batch.flatMap((incoming) => this.#ingest.apply(incoming));
    for (const change of changes) this.#remember(change);
    const oldestMs = ageClock() - this.retention.maxAgeMs;
    const gone = new Set(this.#list.trim(oldestMs).map(({ seq }) => seq));
    if (gone.size > 0) this.#ingest.forget(({ seq }) => gone.has(seq));
    return changes.map(storedRow);
  }

  async query<N extends QueryName>(name: N, args: QueryArguments<N>): Promise<QueryResult<N>> {
    return runQuery(name, this.#source, args);
  }

  async close(): Promise<void> {}

  #remember(change: Change): void {
    if (change.kind === 'updated') return;
    const { problem, catalogue, registrations, lost } = change.incoming;
    const { server_name, started_ms } = change.row;
    if (problem !== null) setWithin(this.#problems, problem.problem_id, problem);
    for (const { event_type, name, at } of registrations) {
      if (event_type === 'tool_call') setWithin(this.#registrations, toolKey(server_name, name), at);
    }
    if (catalogue !== null) {
      const key = toolKey(server_name, catalogue.kind);
      setWithin(this.#catalogues, key, withReply(this.#catalogues.get(key), catalogue));
    }
    for (const [reason, count] of Object.entries(lost ?? {})) {
      setWithin(this.#lost, reason, withLoss(this.#lost.get(reason), { reason, count, atMs: started_ms }));
    }
  }
}

/** The oldest entry makes room. */
function setWithin<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_NAMES) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

export function storedRow(change: Change): StoredRow {
  return { row: change.row, text: change.kind === 'updated' ? undefined : change.incoming.text };
}
