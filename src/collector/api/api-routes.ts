/** `GET /api/…`: from query parameters to a query of the store (docs/dev.md). */
import { type Answer, failure, json } from '../http/answer.js';
import type { Address, Handler, Route } from '../http/router.js';
import type { EventStore } from '../store/event-store.js';
import { BadRequest, cursorOf, Parameters } from './parameters.js';

const LIST = ['filter', 'limit', 'cursor'] as const;
const EVENTS = [...LIST, 'order', 'nested'] as const;
const LIMIT = { min: 1, max: 1000, fallback: 100 };

/** All that the API needs of a store. */
export type Queryable = Pick<EventStore, 'id' | 'query'>;

export function apiRoutes(store: Queryable): readonly Route<Address>[] {
  const get = (
    path: string,
    known: readonly string[],
    answer: (parameters: Parameters, asked: Address) => Promise<Answer>,
  ) => ({
    path,
    methods: { GET: checked((asked: Address) => answer(new Parameters(asked.query, known), asked)) },
  });
  const part = (asked: Address) => asked.parts[0] ?? '';
  return [
    get('/api/events', EVENTS, (parameters) => events(store, parameters, false)),
    get('/api/calls', EVENTS, (parameters) => events(store, parameters, true)),
    get('/api/events/*', [], async (_, asked) => found(await store.query('event', { eventId: part(asked) }))),
    get('/api/events/*/body', [], async (_, asked) => body(await store.query('body', { eventId: part(asked) }))),
    get('/api/sessions', LIST, (parameters) => totals(store, 'sessions', parameters)),
    get('/api/sessions/*', [], async (_, asked) => {
      const session = await store.query('session', { sessionId: part(asked) });
      return found(session === undefined ? undefined : { session });
    }),
    get('/api/tools', ['filter'], async (parameters) =>
      json(200, await store.query('tools', { filter: parameters.filter() })),
    ),
    get('/api/tool', ['server', 'name'], async (parameters) =>
      found(await store.query('tool', { server: parameters.required('server'), name: parameters.required('name') })),
    ),
    get('/api/problems', LIST, (parameters) => totals(store, 'problems', parameters)),
    get('/api/series', ['filter', 'by', 'from', 'to', 'points'], (parameters) => series(store, parameters)),
    get('/api/values', ['key', 'prefix', 'filter', 'limit'], (parameters) => values(store, parameters)),
  ];
}

/** Answers a `BadRequest` as what it is. */
export function checked<A>(handler: Handler<A>): Handler<A> {
  return async (asked) => {
    try {
      return await handler(asked);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      return json(400, { error: error.message, code: error.code, ...error.place });
    }
  };
}

function found(value: unknown): Answer {
  return value === undefined ? failure(404, 'not_found', 'it is not stored, or not any more') : json(200, value);
}

function body(text: string | undefined): Answer {
  if (text === undefined) return found(undefined);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { kind: 'whole', status: 200, headers, body: text };
}

async function events(store: Queryable, parameters: Parameters, operationsOnly: boolean): Promise<Answer> {
  // Read first: a damaged database is replaced at any time, and what comes then is of the new one.
  const storeId = store.id;
  const { items, next, complete } = await store.query('events', {
    filter: parameters.filter(),
    order: parameters.oneOf('order', ['desc', 'asc']),
    after: parameters.position(storeId),
    limit: parameters.whole('limit', LIMIT),
    nested: parameters.oneOf('nested', operationsOnly ? ['under', 'none'] : ['all', 'none', 'under']),
    operationsOnly,
  });
  return json(200, { items, next: cursorOf(next, storeId), complete });
}

async function totals(store: Queryable, name: 'sessions' | 'problems', parameters: Parameters): Promise<Answer> {
  const storeId = store.id;
  const { items, next, complete } = await store.query(name, {
    filter: parameters.filter(),
    after: parameters.totalsPosition(storeId),
    limit: parameters.whole('limit', LIMIT),
  });
  return json(200, { items, next: cursorOf(next, storeId), complete });
}

async function series(store: Queryable, parameters: Parameters): Promise<Answer> {
  const result = await store.query('series', {
    filter: {
      terms: [...parameters.filter().terms, ...parameters.bound('from', 'since'), ...parameters.bound('to', 'until')],
    },
    by: parameters.oneOf('by', ['none', 'server', 'tool', 'status']),
    points: parameters.whole('points', { min: 10, max: 500, fallback: 120 }),
  });
  return json(200, result);
}

async function values(store: Queryable, parameters: Parameters): Promise<Answer> {
  const result = await store.query('values', {
    key: parameters.textField('key'),
    prefix: parameters.text('prefix'),
    filter: parameters.filter(),
    limit: parameters.whole('limit', { ...LIMIT, fallback: 20 }),
  });
  return json(200, result);
}
