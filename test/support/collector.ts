/** A collector over a store of either kind, and what tests ask it. */

import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { Collector, type CollectorOptions } from '../../src/collector/collector.js';
import type { EventStore, Notice, Retention } from '../../src/collector/store/event-store.js';
import { DEFAULT_RETENTION, openStore } from '../../src/collector/store/open-store.js';
import { eventOf } from './event.js';
import { inProject } from './project.js';
import { temporaryFolder } from './temporary-folder.js';

export type Kind = 'memory' | 'sqlite';
export const KINDS: readonly Kind[] = ['memory', 'sqlite'];
export const TOKEN = 'a-token-for-tests-only-0123456789';

export interface Opened {
  readonly store: EventStore;
  readonly notices: Notice[];
}

/** Events of tests have dates of their own, which grow old. */
const OF_ANY_AGE: Retention = { ...DEFAULT_RETENTION, maxAgeMs: 1e13 };

export async function openTestStore(
  kind: Kind,
  path = `${temporaryFolder()}/dev.db`,
  retention: Retention = OF_ANY_AGE,
): Promise<Opened> {
  const notices: Notice[] = [];
  const store = await openStore({
    path: kind === 'memory' ? undefined : path,
    retention,
    onNotice: (notice) => notices.push(notice),
    program: pathToFileURL(inProject('dist', 'store-thread.js')),
  });
  onTestFinished(() => store.close());
  return { store, notices };
}

export interface TestCollector {
  readonly collector: Collector;
  readonly url: string;
  readonly store: EventStore;
  post(...batch: unknown[]): Promise<Response>;
  get(path: string): Promise<Response>;
  /** The answer's JSON; fails when the status is not 200. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which a test names the parts it is about
  json(path: string): Promise<any>;
}

export async function startCollector(kind: Kind, over: Partial<CollectorOptions> = {}): Promise<TestCollector> {
  const store = over.store ?? (await openTestStore(kind)).store;
  const collector = new Collector({
    store,
    token: TOKEN,
    pageFolder: '/nowhere',
    setup: { node: '', register: '', cli: '', cwd: '', home: '' },
    ...over,
  });
  const url = await collector.listen(0);
  onTestFinished(() => collector.close());
  const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return {
    collector,
    url,
    store,
    get,
    post: (...batch) =>
      fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ batch }),
      }),
    async json(path) {
      const answer = await get(path);
      const body = await answer.json();
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
      return body;
    },
  };
}

const BASE_MS = Date.parse('2026-11-26T10:00:00.000Z');
let made = 0;

/** An event with ids of its own, one second after the one before. */
export function nextEvent(over: Parameters<typeof eventOf>[0] & { readonly attributes?: Record<string, string> } = {}) {
  made += 1;
  return eventOf({
    event_id: `event-${made}`,
    span_id: made.toString(16).padStart(16, '0'),
    started_at: new Date(BASE_MS + made * 1000).toISOString(),
    ...over,
    attributes: { 'mcpwatch.session.id': 'abcdef012345-1', ...over.attributes },
  });
}
