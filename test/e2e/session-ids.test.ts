/** Which connection an event belongs to: `mcpwatch.session.id` (#10). */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startCollector, type TestCollector } from '../support/collector.js';
import { startEndpoint } from '../support/endpoint.js';
import {
  type Caller,
  connectByHttp,
  type Generation,
  isGone,
  serveHttp,
  serveStdio,
  until,
} from '../support/official-client.js';
import { fixture, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { initialize, post, request, watchHttp } from '../support/watched-http.js';

// Real clients and servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const sessionOf = ({ attributes }: McpWatchEvent) => attributes['mcpwatch.session.id'] ?? 'none';

/** A call in a trace of its own: the trace says nothing of the session. */
const echo = (id: number, text: string) =>
  request(id, 'tools/call', {
    name: 'echo',
    arguments: { text },
    _meta: { traceparent: `00-${String(id).padStart(32, 'a')}-bbbbbbbbbbbbbbbb-01` },
  });

/** The events of each session, by name, sorted. */
function bySession(events: readonly McpWatchEvent[]): readonly (readonly string[])[] {
  const ids = [...new Set(events.map(sessionOf))];
  return ids.map((id) =>
    events
      .filter((event) => sessionOf(event) === id)
      .map(({ event_name }) => event_name)
      .sort(),
  );
}

const SDKS: readonly Generation[] = ['v1', 'v2'];

describe.each(SDKS)('SDK %s', (sdk) => {
  it('each connection has an id of its own, which begins like every event id of its process', async () => {
    const { events } = await watchHttp({
      fixture: 'http-server.mjs',
      args: [sdk, 'stateful'],
      use: async ({ url }) => {
        for (const client of ['alice', 'bob']) {
          const { session } = await post(url, initialize(client));
          for (const id of [1, 2]) await post(url, echo(id, client), { 'mcp-session-id': session });
        }
      },
    });

    expect(bySession(events)).toEqual([
      ['echo', 'echo', 'server.close', 'server.initialize'],
      ['echo', 'echo', 'server.close', 'server.initialize'],
    ]);
    for (const event of events) expect(sessionOf(event).split('-')[0]).toBe(event.event_id.split('-')[1]);
  });

  it('requests that each have a connection of their own share the id of their server', async () => {
    const { events } = await watchHttp({
      fixture: 'http-server.mjs',
      args: [sdk, 'stateless'],
      use: async ({ url }) => {
        for (const id of [1, 2, 3]) await post(url, echo(id, 'x'));
      },
    });

    expect(bySession(events)).toEqual([['echo', 'echo', 'echo', 'server.close']]);
  });
});

const USERS = ['alice', 'bob'];

/** The sessions that `mcpwatch dev` lists when both are closed, as its page does, and the events that it shows for each. */
async function listed(collector: TestCollector) {
  await vi.waitUntil(
    async () => (await collector.json('/api/sessions?filter=type:close')).items.length === USERS.length,
    { timeout: 60_000 },
  );
  const { items } = await collector.json('/api/sessions');
  const rows = items.map(async ({ session_id: id, client_name, status, events, calls }: Record<string, unknown>) => {
    const own = await collector.json(`/api/events?filter=session:${id}&order=asc`);
    const names = own.items.map(({ event_name }: Record<string, unknown>) => event_name);
    return { id, client_name, status, events, calls, names };
  });
  return (await Promise.all(rows)).sort((one, other) => (one.client_name < other.client_name ? -1 : 1));
}

/** Two calls of each client, in turn. */
async function callInTurn(clients: readonly Caller[]): Promise<void> {
  for (const text of ['one', 'two']) {
    for (const client of clients) await client.callTool({ name: 'echo', arguments: { note: text } });
  }
}

describe.each(SDKS)('the sessions of the official client, with SDK %s, in the list of mcpwatch dev', (sdk) => {
  const eachOf = USERS.map((client_name) => ({ client_name, status: 'closed', events: 5, calls: 2 }));
  const env = (collector: TestCollector) => ({
    MCPWATCH_ENDPOINT: collector.url,
    MCPWATCH_API_KEY: '',
    MCPWATCH_SPOOL_DIR: temporaryFolder(),
    MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
  });

  it('over HTTP are of one process', async () => {
    const collector = await startCollector('memory');
    await watchHttp({
      fixture: 'dies-suddenly.mjs',
      args: [sdk, 'http'],
      env: env(collector),
      use: async ({ url }) => callInTurn(await Promise.all(USERS.map((name) => connectByHttp(sdk, url, name)))),
    });

    const sessions = await listed(collector);
    expect(sessions).toMatchObject(eachOf);
    const ids = new Set(sessions.map(({ id }) => String(id)));
    expect(ids.size).toBe(2);
    expect(new Set([...ids].map((id) => id.split('-')[0])).size).toBe(1);
    for (const { names } of sessions) expect(names.filter((name: string) => name === 'echo')).toHaveLength(2);
  });

  it('over stdio are of a process each', async () => {
    const collector = await startCollector('memory');
    const clients = await Promise.all(
      USERS.map((name) =>
        serveStdio(sdk, {
          command: process.execPath,
          args: ['--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), sdk, 'stdio'],
          env: { ...process.env, ...env(collector) },
        }).connect(name),
      ),
    );
    await callInTurn(clients);
    for (const client of clients) await client.close();

    const sessions = await listed(collector);
    expect(sessions).toMatchObject(eachOf);
    expect(new Set(sessions.map(({ id }) => String(id).split('-')[0])).size).toBe(2);
  });
});

describe.each(SDKS)('a process that dies in calls of several sessions, on SDK %s', (sdk) => {
  it('is reported in each of them', async () => {
    const endpoint = await startEndpoint();
    onTestFinished(() => endpoint.close());
    const command = (transport: string) => ({
      command: process.execPath,
      args: ['--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), sdk, transport],
      env: { ...process.env, ...spooled },
    });
    const spooled = { MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: temporaryFolder(), MCPWATCH_API_KEY: '' };
    const served = await serveHttp(sdk, command('http'));
    for (const name of USERS) {
      const client = await served.connect(name);
      await client.callTool({ name: 'echo', arguments: {} });
      void client.callTool({ name: 'wait', arguments: {} }).catch(() => {});
      void client.callTool({ name: 'wait', arguments: {} }).catch(() => {});
    }
    await served.saw(/(?:host waits\s+){4}/);
    process.kill(served.pid(), 'SIGKILL');
    await until(() => isGone(served.pid()), 'the end of the process');

    const next = await serveStdio(sdk, command('stdio')).connect();
    const died = () => endpoint.events.filter(({ attributes }) => attributes['error.type'] === 'process_died');
    await until(() => died().length === 4, 'what the dead process has left');
    await next.close();

    expect(died()).toHaveLength(4);
    for (const name of USERS) {
      const own = endpoint.events.filter(({ client_name }) => client_name === name);
      expect(new Set(own.map(sessionOf)).size).toBe(1);
      expect(own.filter((event) => died().includes(event)).map(({ event_name }) => event_name)).toEqual([
        'wait',
        'wait',
      ]);
      expect(own.map(({ event_type }) => event_type)).toContain('initialize');
    }
  });
});
