/** Which path leads where, and which need the token. */
import { apiRoutes } from './api/api-routes.js';
import { readState, type StateSources } from './api/state.js';
import { transferRoutes } from './api/transfer-routes.js';
import type { Access } from './http/access.js';
import { json } from './http/answer.js';
import type { ByteBudget } from './http/byte-budget.js';
import type { PageFiles } from './http/page-files.js';
import type { Handler, Route } from './http/router.js';
import type { Intake } from './intake.js';
import type { LiveHub } from './live/live-hub.js';
import { liveRoute } from './live/live-route.js';
import type { StateFeed } from './live/state-feed.js';
import type { Metrics } from './metrics/metrics.js';
import { TEXT_FORMAT } from './metrics/text-format.js';
import { ignoreSignal } from './otlp/receive-traces.js';
import type { EventStore } from './store/event-store.js';

export interface RouteOptions {
  readonly receive: Handler;
  /** `POST /v1/traces`. */
  readonly receiveTraces: Handler;
  readonly access: Access;
  readonly store: EventStore;
  readonly sources: StateSources;
  readonly intake: Intake;
  readonly budget: ByteBudget;
  readonly hub: LiveHub;
  readonly state: StateFeed;
  readonly metrics: Metrics;
  readonly page: PageFiles;
}

/** Through the socket in the user's own folder: only events come in. */
export function socketRoutes(receive: Handler): readonly Route[] {
  return [{ path: '/v1/events', methods: { POST: receive } }];
}

export function httpRoutes(options: RouteOptions): readonly Route[] {
  const { access, page, store, budget, intake } = options;
  const closed: readonly Route[] = [
    { path: '/api/state', methods: { GET: async () => json(200, await readState(options.sources)) } },
    ...apiRoutes(store),
    liveRoute(options),
    ...transferRoutes({ store, budget, insert: (events) => intake.insert(events) }),
    { path: '/metrics', methods: { GET: metricsHandler(options) } },
  ];
  return [
    ...socketRoutes(options.receive),
    { path: '/v1/traces', methods: { POST: options.receiveTraces } },
    ...['/v1/metrics', '/v1/logs'].map((path) => ({ path, methods: { POST: ignoreSignal(budget) } })),
    ...closed.map((route) => withAccess(access, route)),
    { path: '/open/*', methods: { GET: (asked) => access.login(asked) } },
    { path: '/', methods: { GET: () => page.answer('/') } },
    { path: '/**', methods: { GET: ({ parts }) => page.answer(`/${parts[0] ?? ''}`) } },
  ];
}

function withAccess(access: Access, { path, methods }: Route): Route {
  const required = Object.entries(methods).map(([method, handler]) => [method, access.required(handler)] as const);
  return { path, methods: Object.fromEntries(required) };
}

function metricsHandler({ store, metrics }: RouteOptions): Handler {
  return async () => {
    const { bytes, counts } = await store.query('state', { nowMs: Date.now() });
    const body = metrics.text({ events: counts.events, bytes, running: counts.running });
    return { kind: 'whole', status: 200, headers: { 'content-type': TEXT_FORMAT, 'cache-control': 'no-store' }, body };
  };
}
