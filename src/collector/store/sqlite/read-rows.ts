/** Rows of the table `events`. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { isOpen, type Row } from '../../../analysis/rows/row.js';
import { COLUMN_LIST, rowOf } from './columns.js';

/** `rest`: the statement after the table's name; `values`: its parameters. */
export function readRows(db: DatabaseSync, rest: string, ...values: readonly SQLInputValue[]): readonly Row[] {
  return db
    .prepare(`SELECT ${COLUMN_LIST} FROM events ${rest}`)
    .all(...values)
    .map(rowOf);
}

/** `status <> 'ok'`: the index has no other rows, and SQLite does not conclude it from the list. */
const MAY_BE_OPEN = "WHERE status IN ('running', 'hanging') AND status <> 'ok'";

/** The calls that have not ended. */
export const readOpenRows = (db: DatabaseSync): readonly Row[] => readRows(db, MAY_BE_OPEN).filter(isOpen);
