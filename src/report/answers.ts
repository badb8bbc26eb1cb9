/** Answers the page's requests from the embedded events: the same routes and queries as the collector's. */
import { apiRoutes } from '../collector/api/api-routes.js';
import { type Address, routeFinder } from '../collector/http/router.js';
import type { MemoryStore } from '../collector/store/memory/memory-store.js';
import { openEmbedded, stateOf } from './embedded.js';

const opened = openEmbedded();
const found = opened.then((store) => routeFinder<Address>(apiRoutes(store)));

export async function answer(address: string): Promise<Response> {
  const { pathname, searchParams } = new URL(address, 'http://report');
  if (pathname === '/api/state') return jsonResponse(JSON.stringify(await stateOf(await opened)), 200);
  if (pathname === '/api/export') return new Response(await everything(await opened));
  const route = (await found)(pathname);
  const result = await route?.methods['GET']?.({ parts: route.parts, query: searchParams });
  if (result?.kind !== 'whole') return jsonResponse('{"error":"not in a report","code":"not_found"}', 404);
  return jsonResponse(String(result.body), result.status);
}

const jsonResponse = (body: string, status: number) =>
  new Response(body, { status, headers: { 'content-type': 'application/json' } });

async function everything(store: MemoryStore): Promise<string> {
  const { items } = await store.query('events', {
    filter: { terms: [] },
    order: 'asc',
    after: undefined,
    limit: Number.MAX_SAFE_INTEGER,
    nested: 'all',
    operationsOnly: false,
  });
  const texts = await Promise.all(items.map(({ event_id }) => store.query('body', { eventId: event_id })));
  return texts.filter((text) => text !== undefined).join('\n');
}
