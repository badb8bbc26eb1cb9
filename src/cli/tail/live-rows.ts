/** Rows as they arrive in `mcpwatch dev`: connects, and connects again, until it is told to stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRow } from '../../analysis/rows/row.js';
import { serverSentEvents } from '../server-sent-events.js';
import { type CollectorAccess, fetchFrom } from '../source/collector-source.js';

export interface LiveRowsOptions {
  /** Resolves with the running collector; `undefined`: none is running. */
  readonly find: () => Promise<CollectorAccess | undefined>;
  readonly filter: string;
  /** Where to begin: rows after this position. `undefined`: from now on. */
  readonly since: string | undefined;
  readonly signal: AbortSignal;
  readonly onRows: (rows: readonly EventRow[]) => void;
  readonly onState: (state: LiveState) => void;
}

export type LiveState =
  | { readonly kind: 'connected'; readonly address: string }
  /** Nothing is running; looked for again and again. */
  | { readonly kind: 'waiting' }
  /** Rows were skipped. */
  | { readonly kind: 'skipped' };

const BETWEEN_MS = 1000;

/** Resolves when `signal` is aborted. Rejects only for a request that is wrong. */
export async function followRows(options: LiveRowsOptions): Promise<void> {
  const { signal, onState } = options;
  let position = options.since;
  while (!signal.aborted) {
    const access = await options.find();
    if (access === undefined) onState({ kind: 'waiting' });
    else position = await followOnce(access, position, options);
    await sleep(BETWEEN_MS, undefined, { signal }).catch(() => {});
  }
}

/** Until the connection ends; resolves with the position after what has arrived. */
async function followOnce(
  access: CollectorAccess,
  position: string | undefined,
  { filter, signal, onRows, onState }: LiveRowsOptions,
): Promise<string | undefined> {
  let reached = position;
  try {
    const query = new URLSearchParams({ filter, ...(position === undefined ? {} : { since: position }) });
    const { status, body } = await fetchFrom(access, '/api/live', query, signal);
    if (status !== 200 || body === null) return reached;
    onState({ kind: 'connected', address: access.address });
    for await (const { event, id, data } of serverSentEvents(body)) {
      if (event === 'rows') onRows(rowsIn(data));
      // The first position of another store, after rows of ours.
      if (event === 'reset' && position !== undefined) onState({ kind: 'skipped' });
      reached = id ?? reached;
    }
  } catch {
    // The collector has ended, or this command is about to: the loop decides.
  }
  return reached;
}

function rowsIn(data: string): readonly EventRow[] {
  const { rows }: { rows: readonly EventRow[] } = JSON.parse(data);
  return rows;
}
