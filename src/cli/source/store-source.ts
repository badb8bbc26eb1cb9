/** Events in a store that this process has opened: the API's own routes answer, without HTTP. */
import { parseFilter } from '../../analysis/filter/parse-filter.js';
import { apiRoutes } from '../../collector/api/api-routes.js';
import { routeFinder } from '../../collector/http/router.js';
import type { EventStore } from '../../collector/store/event-store.js';
import type { Position } from '../../collector/store/source.js';
import { UsageError } from '../usage-error.js';
import { type ApiResponse, askApi } from './ask-api.js';
import type { EventSource } from './event-source.js';

const PAGE_EVENTS = 200;

type Store = Pick<EventStore, 'id' | 'query' | 'close'>;

export function storeSource(
  store: Store,
  about: Pick<EventSource, 'name'> & Partial<Pick<EventSource, 'unreadable'>>,
): EventSource {
  const find = routeFinder(apiRoutes(store));
  const send = async (path: string, query: URLSearchParams): Promise<ApiResponse> => {
    const { methods, parts = [] } = find(path) ?? {};
    const answer = await methods?.['GET']?.({ parts, query });
    return answer?.kind === 'whole'
      ? { status: answer.status, body: answer.body.toString() }
      : { status: 404, body: '' };
  };
  return {
    unreadable: undefined,
    ...about,
    ask: (question, parameters) => askApi(send, question, parameters),
    events: (filter = '') => textsIn(store, filter),
    close: () => store.close(),
  };
}

async function* textsIn(store: Store, text: string): AsyncIterable<string> {
  const parsed = parseFilter(text, Date.now());
  if (parsed.kind === 'fault') throw new UsageError(parsed.message);
  for (let after: Position | undefined; ; ) {
    const page = await store.query('export', { filter: parsed.filter, after, limit: PAGE_EVENTS });
    yield* page.texts;
    if (page.next === undefined) return;
    after = page.next;
  }
}
