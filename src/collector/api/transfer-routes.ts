/** `GET /api/export` and `POST /api/import`: events as they were received, one JSON object per line. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Filter } from '../../analysis/filter/filter.js';
import { type Answer, failure, json } from '../http/answer.js';
import type { ByteBudget } from '../http/byte-budget.js';
import { readBody } from '../http/request-body.js';
import type { Handler, Route } from '../http/router.js';
import { parseLines } from '../receive/parse-batch.js';
import { RECEIVE_LIMITS } from '../receive/receive-limits.js';
import type { EventStore, StoredRow } from '../store/event-store.js';
import type { Incoming } from '../store/incoming.js';
import type { Position } from '../store/source.js';
import { checked } from './api-routes.js';
import { Parameters } from './parameters.js';

const TYPE = 'application/x-ndjson';
const PAGE_EVENTS = 200;
const FAULTS_LISTED = 100;

export interface TransferOptions {
  readonly store: EventStore;
  readonly budget: ByteBudget;
  readonly insert: (events: readonly Incoming[]) => Promise<readonly StoredRow[]>;
}

export function transferRoutes(options: TransferOptions): readonly Route[] {
  return [
    { path: '/api/export', methods: { GET: exportEvents(options) } },
    { path: '/api/import', methods: { POST: importEvents(options) } },
  ];
}

function exportEvents({ store }: TransferOptions): Handler {
  return checked(({ query }): Answer => {
    const filter = new Parameters(query, ['filter']).filter();
    const name = `mcpwatch-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.jsonl`;
    return {
      kind: 'stream',
      status: 200,
      headers: {
        'content-type': `${TYPE}; charset=utf-8`,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
      write: (response) => writeAll(store, filter, response),
    };
  });
}

async function writeAll(store: EventStore, filter: Filter, response: ServerResponse): Promise<void> {
  let after: Position | undefined;
  do {
    const { texts, next } = await store.query('export', { filter, after, limit: PAGE_EVENTS });
    // Between its tokens, JSON that came over HTTP may have line breaks.
    const lines = texts.map((text) => `${text.replace(/[\r\n]+/g, ' ')}\n`);
    if (!response.write(lines.join('')) && !response.destroyed) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    after = next;
  } while (after !== undefined && !response.destroyed);
}

/** Events that retention would delete at once are left out, and counted. */
function importEvents({ store, budget, insert }: TransferOptions): Handler {
  return async ({ request }) => {
    const share = budget.share();
    try {
      const body = await readBody(request, { type: TYPE, maxBytes: RECEIVE_LIMITS.bodyBytes, share });
      if (body.kind === 'refused') return failure(body.status, body.code, body.reason);
      const { events, faults } = parseLines(linesOf(body.bytes));
      const oldestMs = Date.now() - store.retention.maxAgeMs;
      const kept = events.filter(({ draft }) => draft.started_ms >= oldestMs);
      const stored = await insert(kept);
      const accepted = stored.filter(({ text }) => text !== undefined).length;
      return json(200, {
        accepted,
        duplicates: kept.length - accepted,
        too_old: events.length - kept.length,
        rejected: faults.length,
        faults: faults.slice(0, FAULTS_LISTED),
      });
    } finally {
      share.release();
    }
  };
}

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end;
    const line = bytes.subarray(start, stop);
    if (line.length > 1) lines.push(line);
    start = stop + 1;
  }
  return lines;
}
