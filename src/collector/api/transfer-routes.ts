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
      const lines = linesOf(body.bytes);
      const { events, faults } = parseLines(lines.map(({ line }) => line));
      const oldestMs = Date.now() - store.retention.maxAgeMs;
      const kept = events.filter(({ draft }) => draft.started_ms >= oldestMs);
      const stored = await insert(kept);
      const accepted = stored.filter(({ text }) => text !== undefined).length;
      return json(200, {
        accepted,
        duplicates: kept.length - accepted,
        too_old: events.length - kept.length,
        rejected: faults.length,
        faults: faults.slice(0, FAULTS_LISTED).map((one) => ({ ...one, index: lines[one.index]?.index ?? one.index })),
      });
    } finally {
      share.release();
    }
  };
}

interface Line {
  readonly line: Buffer;
  readonly index: number;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/** All lines that are not empty. Editors on Windows begin a file with a byte order mark, which is no part of the first one. */
function linesOf(bytes: Buffer): readonly Line[] {
  const lines: Line[] = [];
  let start = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  for (let index = 0; start < bytes.length; index += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end < 0 ? bytes.length : end;
    const line = bytes.subarray(start, stop);
    if (!/^\s?$/.test(line.toString('latin1', 0, 2))) lines.push({ line, index });
    start = stop + 1;
  }
  return lines;
}
