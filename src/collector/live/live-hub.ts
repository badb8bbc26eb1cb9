/** Hands rows, as they are committed, to everybody who listens. Rows wait for up to 100 ms, so that a busy server sends few messages. */
import type { StoredRow } from '../store/event-store.js';

const FLUSH_MS = 100;

export type RowListener = (rows: readonly StoredRow[]) => void;

export class LiveHub {
  readonly #listeners = new Set<RowListener>();
  #waiting: StoredRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #seq: number;

  constructor(lastSeq: number) {
    this.#seq = lastSeq;
  }

  /** `seq` of the last row that listeners have been given. */
  get seq(): number {
    return this.#seq;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Rows in the order of their `seq`. */
  publish(rows: readonly StoredRow[]): void {
    if (rows.length === 0) return;
    for (const row of rows) this.#waiting.push(row);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  /** Gets every row after `seq`; answers how to stop. */
  listen(listener: RowListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #flush(): void {
    this.#timer = undefined;
    const rows = this.#waiting;
    this.#waiting = [];
    this.#seq = rows.at(-1)?.row.seq ?? this.#seq;
    for (const listener of this.#listeners) listener(rows);
  }
}
