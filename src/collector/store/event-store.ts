/** Where events are kept. Two implementations: SQLite in a worker thread, and memory. */
import type { Row } from '../../analysis/rows/row.js';
import type { QueryArguments, QueryName, QueryResult } from '../query/queries.js';
import type { Incoming } from './incoming.js';

/** A row that is new or has changed, with the event's text where there is a new one. */
export interface StoredRow {
  readonly row: Row;
  readonly text: string | undefined;
}

export interface Notice {
  readonly at_ms: number;
  readonly code: 'set_aside' | 'in_memory' | 'store_failed' | 'clock';
  readonly message: string;
}

export interface Retention {
  readonly maxAgeMs: number;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

export type StoreKind =
  | { readonly kind: 'sqlite'; readonly path: string; readonly sqliteVersion: string }
  | { readonly kind: 'memory'; readonly reason: string };

/** Of a batch that could not be committed as a whole: its first rows may have been. */
export class PartlyStored extends Error {
  readonly stored: readonly StoredRow[];

  constructor(message: string, stored: readonly StoredRow[]) {
    super(message);
    this.stored = stored;
  }
}

export interface EventStore {
  readonly kind: StoreKind;
  /** In force: memory holds less than was asked for. */
  readonly retention: Retention;
  /** Differs between two stores: a `seq` of one means nothing in the other. */
  readonly id: string;
  readonly lastSeq: number;
  readonly deletedEvents: number;
  /**
   * Resolves when the events are committed, with the rows that are new or have changed, in the order of `seq`. Without
   * events, it says whether anything can be written. Rejects with `PartlyStored`.
   */
  insert(batch: readonly Incoming[]): Promise<readonly StoredRow[]>;
  query<N extends QueryName>(name: N, args: QueryArguments<N>): Promise<QueryResult<N>>;
  close(): Promise<void>;
}
