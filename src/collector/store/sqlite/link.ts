/** What the collector and the store's two threads say to each other. */

import type { Row } from '../../../analysis/rows/row.js';
import type { QueryArguments, QueryName } from '../../query/queries.js';
import type { Retention } from '../event-store.js';
import type { Incoming } from '../incoming.js';

export interface ThreadSetup {
  readonly role: 'writer' | 'reader';
  readonly path: string;
  readonly retention: Retention;
}

export type ToThread =
  | { readonly kind: 'insert'; readonly id: number; readonly batch: readonly Incoming[] }
  | { readonly kind: 'query'; readonly id: number; readonly name: QueryName; readonly args: QueryArguments<QueryName> }
  /** A reader found damage: begin a new database. */
  | { readonly kind: 'set_aside'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

/** What became of a batch: an event has got a row, or the row of an earlier event has changed. */
export type InsertedRow =
  | { readonly kind: 'put'; readonly index: number; readonly seq: number; readonly key: number }
  | { readonly kind: 'changed'; readonly row: Row };

export interface DatabaseState {
  readonly storeId: string;
  readonly lastSeq: number;
  readonly deleted: number;
  readonly sqliteVersion: string;
}

export type FromThread =
  | { readonly kind: 'ready'; readonly state: DatabaseState; readonly notice: string | undefined }
  /** `isChoice`: the file could be used, but must not be: it is another program's, or another mcpwatch uses it. */
  | { readonly kind: 'cannot_open'; readonly message: string; readonly isChoice: boolean }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  /** `result`: what had been committed of it before. */
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      readonly isDamage: boolean;
      readonly result: unknown;
    }
  | { readonly kind: 'deleted'; readonly total: number }
  | { readonly kind: 'reopened'; readonly state: DatabaseState; readonly notice: string };
