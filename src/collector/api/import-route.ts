/** `POST /api/import`: events as an export has them, one JSON object per line, of any number. */
import { failure, json, Refusal } from '../http/answer.js';
import type { ByteBudget } from '../http/byte-budget.js';
import { brokenOff, openBody, within } from '../http/request-body.js';
import type { Handler } from '../http/router.js';
import { type Line, lineBatches } from '../receive/line-batches.js';
import { type Fault, parseLines } from '../receive/parse-batch.js';
import { RECEIVE_LIMITS } from '../receive/receive-limits.js';
import type { EventStore, StoredRow } from '../store/event-store.js';
import type { Incoming } from '../store/incoming.js';

export const LINES_TYPE = 'application/x-ndjson';
const FAULTS_LISTED = 100;
const TOO_LONG = `expected at most ${RECEIVE_LIMITS.eventBytes} bytes`;

export interface ImportOptions {
  readonly store: EventStore;
  readonly budget: ByteBudget;
  readonly insert: (events: readonly Incoming[]) => Promise<readonly StoredRow[]>;
}

interface Counts {
  accepted: number;
  duplicates: number;
  too_old: number;
  /** Of the oldest events here, whoever sent them: gone by the limits of number and size since it began, or about to be. */
  deleted: number;
  rejected: number;
  readonly faults: Fault[];
}

/** Events that retention would delete at once are left out, and counted. */
export function importEvents({ store, budget, insert }: ImportOptions): Handler {
  return async ({ request }) => {
    const share = budget.share();
    const body = openBody(request, LINES_TYPE);
    if (body.kind === 'refused') return failure(body.status, body.code, body.reason);
    const counts: Counts = { accepted: 0, duplicates: 0, too_old: 0, deleted: 0, rejected: 0, faults: [] };
    try {
      const goneBefore = await goneFrom(store);
      for await (const lines of lineBatches(within(share, body.stream))) {
        const { events, faults } = eventsIn(lines);
        const oldestMs = Date.now() - store.retention.maxAgeMs;
        const kept = events.filter(({ draft }) => draft.started_ms >= oldestMs);
        const stored = await insert(kept);
        const accepted = stored.filter(({ text }) => text !== undefined).length;
        counts.accepted += accepted;
        counts.duplicates += kept.length - accepted;
        counts.too_old += events.length - kept.length;
        counts.rejected += faults.length;
        counts.faults.push(...faults.slice(0, FAULTS_LISTED - counts.faults.length));
        share.release();
      }
      counts.deleted = Math.max(0, (await goneFrom(store)) - goneBefore);
      return json(200, counts);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const { status, code, reason } = brokenOff(body.encoding, error);
      return failure(status, code, `${reason} (${counts.accepted} events before it are imported)`);
    } finally {
      share.release();
    }
  };
}

/** How many retention has deleted, and is about to delete because of their number or size. */
async function goneFrom(store: EventStore): Promise<number> {
  const { counts, bytes } = await store.query('state', { nowMs: Date.now() });
  const { maxEvents, maxBytes } = store.retention;
  const overSize = bytes > maxBytes ? Math.ceil(counts.events * (1 - maxBytes / bytes)) : 0;
  return counts.deleted + Math.max(0, counts.events - maxEvents, overSize);
}

function eventsIn(lines: readonly Line[]): { readonly events: readonly Incoming[]; readonly faults: readonly Fault[] } {
  const read = lines.flatMap(({ index, bytes }) => (bytes === undefined ? [] : [{ index, bytes }]));
  const { events, faults } = parseLines(read.map(({ bytes }) => bytes));
  const long = lines.filter(({ bytes }) => bytes === undefined).map(({ index }) => ({ index, fault: TOO_LONG }));
  const named = faults.map((one) => ({ ...one, index: read[one.index]?.index ?? one.index }));
  return { events, faults: [...named, ...long].sort((a, b) => a.index - b.index) };
}
