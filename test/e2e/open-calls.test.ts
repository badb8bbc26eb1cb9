/** Calls that stay open: reported as started, then as hanging with what they wait for, and once more at their end (#10). */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { type Carrier, type Sdk, watchAsked } from '../support/asked-client.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { watchHttp } from '../support/watched-http.js';

// Real clients and servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const KINDS: readonly (readonly [Sdk, Carrier])[] = [
  ['v1', 'stdio'],
  ['v1', 'http'],
  ['v2', 'stdio'],
  ['v2', 'http'],
];

const isStarted = ({ attributes }: McpWatchEvent) => attributes['mcpwatch.state'] === 'started';
const isHanging = ({ event_name: name }: McpWatchEvent) => name === 'call.hanging';

function callsOf(events: readonly McpWatchEvent[], tool: string) {
  const calls = events.filter(({ event_type: type, event_name: name }) => type === 'tool_call' && name === tool);
  const ends = calls.filter((event) => !isStarted(event));
  const hanging = events.filter((event) => isHanging(event) && event.attributes['mcpwatch.call.name'] === tool);
  return { started: calls.filter(isStarted), hanging, ends };
}

describe.each(KINDS)('a call that stays open, on SDK %s over %s', (sdk, carrier) => {
  let events: readonly McpWatchEvent[] = [];

  beforeAll(async () => {
    events = await watchAsked({
      sdk,
      carrier,
      env: { MCPWATCH_HUNG_AFTER: '1500', MCPWATCH_FLUSH_INTERVAL: '50' },
      user: { action: 'accept', afterMs: 2500 },
      use: async (client, soFar) => {
        await client.callTool({ name: 'plain', arguments: {} });
        await client.callTool({ name: 'elicits', arguments: {} });
        // The client leaves during this one. Over HTTP its server would compute for a minute all the same.
        if (carrier === 'http') return;
        void client.callTool({ name: 'computes', arguments: {} }).catch(() => {});
        await vi.waitUntil(() => callsOf(soFar(), 'computes').hanging.length > 0, { timeout: 60_000, interval: 50 });
      },
    });
  });

  it('is reported as started once, under the span of its end', () => {
    const { started, ends } = callsOf(events, 'elicits');

    expect(started).toHaveLength(1);
    expect(ends).toHaveLength(1);
    expect(started[0]).toMatchObject({
      span_id: ends[0]?.span_id,
      trace_id: ends[0]?.trace_id,
      started_at: ends[0]?.started_at,
      response_content: null,
      is_error: false,
    });
  });

  it('hangs once, as a child, waiting for its client', () => {
    const { hanging, ends } = callsOf(events, 'elicits');

    expect(hanging).toHaveLength(1);
    expect(hanging[0]).toMatchObject({
      event_type: 'error',
      parent_span_id: ends[0]?.span_id,
      error_message: expect.stringMatching(/^tools\/call elicits has been open for .* s, and waits for its client/),
      attributes: { 'mcpwatch.waiting_for': 'elicitation/create' },
    });
    expect(ends[0]).toMatchObject({ is_error: false, error_message: null });
  });

  it.runIf(carrier === 'stdio')('hangs in code of the server itself', () => {
    const { started, hanging, ends } = callsOf(events, 'computes');

    expect([started.length, hanging.length, ends.length]).toEqual([1, 1, 1]);
    expect(hanging[0]?.attributes).toMatchObject({ 'mcpwatch.waiting_for': 'server' });
    expect(ends[0]).toMatchObject({ is_error: true, span_id: started[0]?.span_id });
  });

  it('is neither when it ends at once', () => {
    const { started, hanging, ends } = callsOf(events, 'plain');

    expect([started.length, hanging.length, ends.length]).toEqual([0, 0, 1]);
  });
});

type Use = (client: Client, soFar: () => readonly McpWatchEvent[]) => Promise<void>;

/** What is recorded of a client of revision 2026-07-28 whose user takes 2 s for each answer, and a server on SDK v2. */
async function watchModern(carrier: Carrier, files: Readonly<Record<Carrier, string>>, use: Use) {
  const client = new Client(
    { name: 'modern', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler('elicitation/create', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return { action: 'accept', content: { confirm: true } };
  });
  const env = { MCPWATCH_API_KEY: '', MCPWATCH_HUNG_AFTER: '1500', MCPWATCH_FLUSH_INTERVAL: '50' };
  if (carrier === 'http') {
    const { events } = await watchHttp({
      fixture: files.http,
      env,
      use: async ({ url, events: soFar }) => {
        await client.connect(new StreamableHTTPClientTransport(url));
        await use(client, soFar);
        await client.close();
      },
    });
    return events;
  }
  const endpoint = await startEndpoint();
  onTestFinished(() => endpoint.close());
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--import', REGISTER_MJS, ...files.stdio.split(' ').map((part, at) => (at === 0 ? fixture(part) : part))],
      env: {
        ...(process.env as Record<string, string>),
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_SPOOL_DIR: temporaryFolder(),
        MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
        ...env,
      },
      stderr: 'ignore',
    }),
  );
  await use(client, () => endpoint.events);
  await client.close();
  return endpoint.events;
}

describe.each<Carrier>(['stdio', 'http'])('in revision 2026-07-28 over %s', (carrier) => {
  it('a call that stays open is started and hangs, once each, and ends as cancelled', async () => {
    const files = { stdio: 'v2-serve-stdio.mjs', http: 'v2-mcp-handler.mjs' };
    const events = await watchModern(carrier, files, async (client, soFar) => {
      const abort = new AbortController();
      const call = client.callTool({ name: 'slow', arguments: {} }, { signal: abort.signal }).catch(() => {});
      await vi.waitUntil(() => callsOf(soFar(), 'slow').hanging.length > 0, { timeout: 60_000, interval: 50 });
      abort.abort();
      await call;
      await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    });

    const { started, hanging, ends } = callsOf(events, 'slow');
    expect([started.length, hanging.length, ends.length]).toEqual([1, 1, 1]);
    expect(started[0]).toMatchObject({ span_id: ends[0]?.span_id, mcp_protocol_version: '2026-07-28' });
    expect(hanging[0]).toMatchObject({ parent_span_id: ends[0]?.span_id, client_name: 'modern' });
    expect(hanging[0]?.attributes['mcpwatch.waiting_for']).toBe('server');
    expect(ends[0]?.is_error).toBe(true);
  });

  it('neither a user who takes long to answer, nor a subscription is one', async () => {
    const files = { stdio: 'v2-asks-back.mjs stdio', http: 'v2-asks-back.mjs' };
    const events = await watchModern(carrier, files, async (client) => {
      await client.listen({ toolsListChanged: true });
      await client.callTool({ name: 'deploy', arguments: { env: 'staging' } });
    });

    expect(callsOf(events, 'deploy').ends).toHaveLength(2);
    expect(events.filter((event) => isStarted(event) || isHanging(event))).toEqual([]);
    expect(events.filter(({ event_name: name }) => name === 'subscriptions/listen')).toHaveLength(1);
  });
});
