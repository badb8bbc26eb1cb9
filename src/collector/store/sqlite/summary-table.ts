/** Totals that are kept up to date as events arrive, one JSON text each. Read on first use, written once per transaction. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { number, text } from './columns.js';

export type SummaryKind = 'session' | 'tool' | 'problem' | 'server' | 'catalogue' | 'registration' | 'lost';

export class SummaryTable<T> {
  readonly #kind: SummaryKind;
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #delete: StatementSync;
  readonly #changed = new Map<string, { data: T; lastMs: number } | undefined>();

  constructor(db: DatabaseSync, kind: SummaryKind) {
    this.#kind = kind;
    this.#read = db.prepare('SELECT data, last_ms FROM summaries WHERE kind = ? AND id = ?');
    this.#write = db.prepare('INSERT OR REPLACE INTO summaries (kind, id, last_ms, data) VALUES (?, ?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM summaries WHERE kind = ? AND id = ?');
  }

  get(id: string): T | undefined {
    if (this.#changed.has(id)) return this.#changed.get(id)?.data;
    const found = this.#read.get(this.#kind, id);
    if (found === undefined) return undefined;
    const data: T = JSON.parse(text(found['data']));
    return data;
  }

  set(id: string, lastMs: number, data: T): void {
    this.#changed.set(id, { data, lastMs });
  }

  delete(id: string): void {
    this.#changed.set(id, undefined);
  }

  /** To be called before the transaction is committed. */
  flush(): void {
    for (const [id, changed] of this.#changed) {
      if (changed === undefined) this.#delete.run(this.#kind, id);
      else this.#write.run(this.#kind, id, Math.round(changed.lastMs), JSON.stringify(changed.data));
    }
    this.#changed.clear();
  }

  /** After a transaction that was rolled back. */
  discard(): void {
    this.#changed.clear();
  }
}

/** All of a kind, by their last event, newest first. */
export function readSummaries<T>(
  db: DatabaseSync,
  kind: SummaryKind,
  after: { readonly ms: number; readonly id: string } | undefined,
  limit: number,
): readonly { readonly id: string; readonly lastMs: number; readonly data: T }[] {
  const behind = after === undefined ? '' : 'AND (last_ms < ? OR (last_ms = ? AND id > ?))';
  const place = after === undefined ? [] : [after.ms, after.ms, after.id];
  const found = db
    .prepare(`SELECT id, last_ms, data FROM summaries WHERE kind = ? ${behind} ORDER BY last_ms DESC, id LIMIT ?`)
    .all(kind, ...place, limit);
  return found.map((record) => {
    const data: T = JSON.parse(text(record['data']));
    return { id: text(record['id']), lastMs: number(record['last_ms']), data };
  });
}
