/** `GET /api/export` and `POST /api/import`: events as they were received, one JSON object per line. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Filter } from '../../analysis/filter/filter.js';
import type { Answer } from '../http/answer.js';
import type { Handler, Route } from '../http/router.js';
import type { EventStore } from '../store/event-store.js';
import type { Position } from '../store/source.js';
import { checked } from './api-routes.js';
import { type ImportOptions, importEvents, LINES_TYPE } from './import-route.js';
import { Parameters } from './parameters.js';

const PAGE_EVENTS = 200;

export function transferRoutes(options: ImportOptions): readonly Route[] {
  return [
    { path: '/api/export', methods: { GET: exportEvents(options) } },
    { path: '/api/import', methods: { POST: importEvents(options) } },
  ];
}

function exportEvents({ store }: ImportOptions): Handler {
  return checked(({ query }): Answer => {
    const filter = new Parameters(query, ['filter']).filter();
    const name = `mcpwatch-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.jsonl`;
    return {
      kind: 'stream',
      status: 200,
      headers: {
        'content-type': `${LINES_TYPE}; charset=utf-8`,
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
    if (!response.write(lines.join('')) && !response.destroyed) await drained(response);
    after = next;
  } while (after !== undefined && !response.destroyed);
}

/** Or closed. Leaves no listener behind. */
async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  over.abort();
}
