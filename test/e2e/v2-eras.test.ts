/** SDK v2's entry points with official clients of the 2025 revisions and of 2026-07-28 at the same time. */
import { Client as ClientV2, StreamableHTTPClientTransport as StreamableV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as StreamableV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { serveMcpHandler, type UseHandler } from '../support/mcp-handler.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

const REVISION = '2026-07-28';
const WATCHED = ['--import', REGISTER_MJS];

const clientV1 = (name: string) => new ClientV1({ name, version: '1.0.0' });
const clientV2 = (name: string, mode: 'legacy' | { pin: string }) =>
  new ClientV2({ name, version: '1.0.0' }, { versionNegotiation: { mode } });
const modern = (name: string) => clientV2(name, { pin: REVISION });

const echo = (text: string) => ({ name: 'echo', arguments: { text } });

const overHttpV1 = (url: string) => new StreamableV1(new URL(url)) as Transport;
const overHttpV2 = (url: string) => new StreamableV2(new URL(url));

const briefly = (events: readonly McpWatchEvent[]) =>
  events.map((event) => [event.event_type, event.event_name, event.client_name, event.mcp_protocol_version].join(' '));

/** Resolves with the next `tools/list_changed` that `client` receives. */
const nextChange = (client: ClientV2) =>
  new Promise<string>((resolve) => {
    client.setNotificationHandler('notifications/tools/list_changed', ({ method }) => resolve(method));
  });

describe.each(NODES)('createMcpHandler on %s', (_name, node) => {
  const serve = <T>(flags: readonly string[], use: UseHandler<T>, options: object = {}) =>
    serveMcpHandler({ command: [node, ...flags, fixture('v2-mcp-handler.mjs')], use, options });

  it('serves clients of both eras at once: each call is recorded once, with its own client where the request names one', async () => {
    const use = async (url: string) => {
      const [old, legacy, ann, ben] = [clientV1('old'), clientV2('legacy', 'legacy'), modern('ann'), modern('ben')];
      await Promise.all([
        old.connect(overHttpV1(url)),
        legacy.connect(overHttpV2(url)),
        ann.connect(overHttpV2(url)),
        ben.connect(overHttpV2(url)),
      ]);
      const clients = { old, legacy, ann, ben };
      const names = Object.keys(clients) as (keyof typeof clients)[];
      const contents = await Promise.all(
        names.map(async (name) => (await clients[name].callTool(echo(`from ${name}`))).content),
      );
      await Promise.all(names.map((name) => clients[name].close()));
      return contents;
    };
    const plain = await serve([], use);
    const watched = await serve(WATCHED, use);

    expect(watched.result).toEqual(plain.result);
    expect(
      briefly(watched.events)
        .filter((line) => line.startsWith('initialize'))
        .sort(),
    ).toEqual([
      `initialize server.initialize ann ${REVISION}`,
      `initialize server.initialize ben ${REVISION}`,
      'initialize server.initialize legacy 2025-11-25',
      'initialize server.initialize old 2025-11-25',
    ]);
    const calls = watched.events.filter((event) => event.event_type === 'tool_call');
    const whoSaidWhat = calls.map(({ client_name, mcp_protocol_version, request_params }) =>
      [client_name, mcp_protocol_version, (request_params as { text: string }).text].join(' '),
    );
    // A client of 2025 names itself only in `initialize`, which another server answered.
    expect(whoSaidWhat.sort()).toEqual([
      ' 2025-11-25 from legacy',
      ' 2025-11-25 from old',
      `ann ${REVISION} from ann`,
      `ben ${REVISION} from ben`,
    ]);
    expect(watched.events.filter((event) => event.event_type === 'close')).toHaveLength(1);
    expect(watched.events).toHaveLength(9);
  });

  it.each(['auto', 'sse', 'json'])('records a call whose response is in the form %s', async (responseMode) => {
    const use = async (url: string) => {
      const types: (string | null)[] = [];
      const noting = async (input: string | URL, init?: RequestInit) => {
        const response = await fetch(input, init);
        types.push(response.headers.get('content-type'));
        return response;
      };
      const client = modern('ann');
      await client.connect(new StreamableV2(new URL(url), { fetch: noting }));
      const { content } = await client.callTool({ name: 'progress' });
      await client.close();
      return [content, types.at(-1)];
    };
    const plain = await serve([], use, { responseMode });
    const watched = await serve(WATCHED, use, { responseMode });

    expect(watched.result).toEqual(plain.result);
    expect(watched.result[1]).toContain(responseMode === 'json' ? 'application/json' : 'text/event-stream');
    expect(briefly(watched.events)).toEqual([
      `initialize server.initialize ann ${REVISION}`,
      `tool_call progress ann ${REVISION}`,
      `close server.close  ${REVISION}`,
    ]);
  });

  it('records a client of 2025 that it rejects', async () => {
    const use = (url: string) => clientV1('old').connect(overHttpV1(url)).catch(String);
    const plain = await serve([], use, { legacy: 'reject' });
    const watched = await serve(WATCHED, use, { legacy: 'reject' });

    expect(watched.result).toEqual(plain.result);
    // No server was created that could close.
    expect(watched.events.map((event) => [event.event_type, event.error_code])).toEqual([['initialize', -32022]]);
  });

  it('notifies a listening client of a change as without mcpwatch, and records it once', async () => {
    const use = async (url: string) => {
      const client = modern('ann');
      await client.connect(overHttpV2(url));
      const change = nextChange(client);
      const subscription = await client.listen({ toolsListChanged: true });
      await fetch(`${url}/notify`);
      const seen = await change;
      await subscription.close();
      await client.close();
      return [subscription.honoredFilter, seen];
    };
    const plain = await serve([], use);
    const watched = await serve(WATCHED, use);

    expect(watched.result).toEqual(plain.result);
    expect(briefly(watched.events)).toEqual([
      `initialize server.initialize ann ${REVISION}`,
      `notification notifications/tools/list_changed ann ${REVISION}`,
      // It belongs to the process, which may have had several clients.
      `close server.close  ${REVISION}`,
    ]);
  });
});

describe.each(NODES)('serveStdio on %s', (_name, node) => {
  /** What the client receives, and the events of each process that it started; it starts one just to probe the revision. */
  function serve<T>(flags: readonly string[], use: (client: ClientV2) => Promise<T>) {
    return withTemporaryFolder(async (spool) => {
      const endpoint = await startEndpoint();
      try {
        const env = {
          ...process.env,
          MCPWATCH_ENDPOINT: endpoint.url,
          MCPWATCH_API_KEY: endpoint.key,
          MCPWATCH_SPOOL_DIR: spool,
          MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
        } as Record<string, string>;
        const client = modern('ann');
        const args = [...flags, fixture('v2-serve-stdio.mjs')];
        await client.connect(new StdioClientTransport({ command: node, args, env, stderr: 'ignore' }));
        const result = await use(client);
        await client.close();
        return { result, events: endpoint.events };
      } finally {
        await endpoint.close();
      }
    });
  }

  it('serves a client of 2026-07-28 that calls and listens: each message is recorded once', async () => {
    const use = async (client: ClientV2) => {
      const change = nextChange(client);
      const subscription = await client.listen({ toolsListChanged: true });
      const { content } = await client.callTool({ name: 'change' });
      return [content, subscription.honoredFilter, await change];
    };
    const plain = await serve([], use);
    const watched = await serve(WATCHED, use);

    expect(watched.result).toEqual(plain.result);
    expect(briefly(watched.events)).toEqual([
      `initialize server.initialize ann ${REVISION}`,
      `close server.close ann ${REVISION}`,
      `initialize server.initialize ann ${REVISION}`,
      `notification notifications/tools/list_changed ann ${REVISION}`,
      `tool_call change ann ${REVISION}`,
      `close server.close ann ${REVISION}`,
    ]);
  });
});
