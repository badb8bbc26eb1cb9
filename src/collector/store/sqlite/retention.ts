/** Deletes the oldest events, in chunks, and takes them out of the totals. */
import type { DatabaseSync } from 'node:sqlite';
import { isFailed, isOperation, type Row } from '../../../analysis/rows/row.js';
import type { SessionTotals } from '../../../analysis/summaries/sessions.js';
import { isToolCall, toolKey } from '../../../analysis/summaries/tools.js';
import type { Retention } from '../event-store.js';
import { COLUMN_LIST, number, rowOf } from './columns.js';
import { type EventCounts, withCount } from './meta.js';
import type { Totals } from './totals.js';

/** A chunk takes about as long as a transaction may. */
const CHUNK_ROWS = 1000;

/** Rows that have to go now: by age, number, or the size of the file. At most one chunk. */
export function expiredRows(
  db: DatabaseSync,
  retention: Retention,
  counts: EventCounts,
  nowMs: number,
): readonly Row[] {
  const limit = Math.min(
    CHUNK_ROWS,
    Math.max(counts.events - retention.maxEvents, rowsOverSize(db, retention, counts)),
  );
  const oldest = `SELECT ${COLUMN_LIST} FROM events`;
  if (limit > 0) return db.prepare(`${oldest} ORDER BY started_ms LIMIT ?`).all(limit).map(rowOf);
  const cutoffMs = nowMs - retention.maxAgeMs;
  return db.prepare(`${oldest} WHERE started_ms < ? ORDER BY started_ms LIMIT ?`).all(cutoffMs, CHUNK_ROWS).map(rowOf);
}

/** About as many as take up what is over the limit. */
function rowsOverSize(db: DatabaseSync, { maxBytes }: Retention, { events }: EventCounts): number {
  const bytes = databaseBytes(db);
  return bytes > maxBytes ? Math.ceil((events * (bytes - maxBytes)) / bytes) : 0;
}

/** Pages in use; those that deleted rows have left are used again. */
export function databaseBytes(db: DatabaseSync): number {
  const pragma = (name: string) => number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** Inside a transaction. Answers the counts afterwards. */
export function deleteRows(db: DatabaseSync, totals: Totals, rows: readonly Row[], before: EventCounts): EventCounts {
  const removeRow = db.prepare('DELETE FROM events WHERE seq = ?');
  const removeBody = db.prepare('DELETE FROM bodies WHERE seq = ?');
  let counts = { ...before, deleted: before.deleted + rows.length };
  for (const row of rows) {
    removeRow.run(row.seq);
    removeBody.run(row.seq);
    counts = { ...withCount(counts, row, -1), deleted: counts.deleted };
    takeOut(totals, row);
  }
  const oldest = db.prepare('SELECT min(started_ms) AS ms FROM events').get()?.['ms'];
  if (typeof oldest === 'number') db.prepare('DELETE FROM rollups WHERE start_ms + slot_ms <= ?').run(oldest);
  else db.exec('DELETE FROM rollups');
  return counts;
}

function takeOut(totals: Totals, row: Row): void {
  const session = totals.sessions.get(row.session_id);
  if (session !== undefined) {
    const left = without(session, row);
    if (left.events <= 0) totals.sessions.delete(row.session_id);
    else totals.sessions.set(row.session_id, left.last_ms, left);
  }
  const problem = totals.problems.get(row.problem_id ?? '');
  if (problem !== undefined) {
    const count = problem.count - 1;
    if (count <= 0) totals.problems.delete(problem.problem_id);
    else totals.problems.set(problem.problem_id, problem.last_ms, { ...problem, count });
  }
  if (isToolCall(row)) takeOutCall(totals, row);
  const server = totals.servers.get(row.server_name);
  if (server === undefined) return;
  if (server.events <= 1) totals.servers.delete(row.server_name);
  else totals.servers.set(row.server_name, server.last_ms, { ...server, events: server.events - 1 });
}

function takeOutCall(totals: Totals, row: Row): void {
  const id = toolKey(row.server_name, row.event_name);
  const tool = totals.tools.get(id);
  if (tool === undefined) return;
  const calls = tool.calls - 1;
  if (calls <= 0) totals.tools.delete(id);
  else totals.tools.set(id, tool.last_ms, { ...tool, calls, errors: tool.errors - (isFailed(row) ? 1 : 0) });
}

function without(session: SessionTotals, row: Row): SessionTotals {
  return {
    ...session,
    events: session.events - 1,
    calls: session.calls - (isOperation(row) ? 1 : 0),
    errors: session.errors - (isFailed(row) ? 1 : 0),
  };
}
