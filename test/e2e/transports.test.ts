import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as StreamableV2,
  type Transport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

type Use<T> = (url: URL) => Promise<T>;

/** What the client received, with mcpwatch and without, and what was recorded. */
async function serve<T>(node: string, [sdk, kind]: readonly [string, string], use: Use<T>) {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    const program = [fixture('transports-server.mjs'), kind, sdk];
    const env = {
      ...process.env,
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SPOOL_DIR: spool,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
    };
    try {
      const plain = await session(spawn(node, program), use);
      const watched = await session(spawn(node, ['--import', REGISTER_MJS, ...program], { env }), use);
      return { plain, watched, events: endpoint.events };
    } finally {
      await endpoint.close();
    }
  });
}

async function session<T>(server: ChildProcess, use: Use<T>): Promise<T> {
  try {
    const [chunk] = (await once(server.stdout as NonNullable<typeof server.stdout>, 'data')) as [Buffer];
    const seen = await use(new URL(`http://127.0.0.1:${Number(chunk.toString())}/mcp`));
    server.kill('SIGTERM');
    await once(server, 'exit');
    return seen;
  } finally {
    server.kill('SIGKILL');
  }
}

const IDENTITY = { name: 'transport-client', version: '1.0.0' };
const call = (name: string) => ({ name, arguments: { text: 'over the wire' } });

/** A session of the official client of SDK v1 that calls `tool`. */
const callingV1 =
  (tool: string, connect: (url: URL) => Transport): Use<unknown> =>
  async (url) => {
    const client = new Client(IDENTITY);
    await client.connect(connect(url));
    const { content } = await client.callTool(call(tool));
    await client.close();
    return content;
  };

const callingV2 =
  (tool: string): Use<unknown> =>
  async (url) => {
    const client = new ClientV2(IDENTITY);
    await client.connect(new StreamableV2(url) as TransportV2);
    const { content } = await client.callTool(call(tool));
    await client.close();
    return content;
  };

const streamable = (url: URL) => new StreamableHTTPClientTransport(url) as Transport;
const CALLS: readonly (readonly [string, string, string, Use<unknown>])[] = [
  ['v1', 'sse', 'echo', callingV1('echo', (url) => new SSEClientTransport(url))],
  ['v1', 'json', 'echo', callingV1('echo', streamable)],
  ['v1', 'web-standard', 'echo', callingV1('echo', streamable)],
  ['v1', 'resumable', 'interrupted', callingV1('interrupted', streamable)],
  ['v2', 'json', 'echo', callingV2('echo')],
  ['v2', 'web-standard', 'echo', callingV2('echo')],
  ['v2', 'resumable', 'interrupted', callingV2('interrupted')],
];

const brief = (events: readonly McpWatchEvent[]) => events.map((event) => [event.event_type, event.is_error]);

describe.each(NODES)('over HTTP, on %s', (_name, node) => {
  it.each(CALLS)(
    '%s, %s: the client receives what it receives without mcpwatch, and each call is recorded once',
    async (sdk, kind, tool, use) => {
      const { plain, watched, events } = await serve(node, [sdk, kind], use);
      const transport = kind === 'sse' ? 'sse' : 'streamable-http';

      expect(watched).toEqual(plain);
      expect(brief(events)).toEqual([
        ['initialize', false],
        ['tool_call', false],
        ['close', false],
      ]);
      expect(events[1]?.event_name).toBe(tool);
      const sessions = new Set(events.map((event) => event.attributes['mcp.session.id']));
      expect(sessions.size).toBe(1);
      expect([...sessions][0]).toBeTruthy();
      for (const event of events) {
        expect(event).toMatchObject({ transport_type: transport, client_name: 'transport-client' });
      }
    },
  );

  it.each(['v1', 'v2'])('%s, a batch of requests in one POST: each of its calls is recorded', async (sdk) => {
    const post = async (url: URL, body: unknown, id?: string) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(id === undefined ? {} : { 'mcp-session-id': id }),
        },
        body: JSON.stringify(body),
      });
      return { id: response.headers.get('mcp-session-id') ?? '', body: await response.json().catch(() => null) };
    };
    const callOf = (id: number) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: `call ${id}` } },
    });

    const { plain, watched, events } = await serve(node, [sdk, 'json'], async (url) => {
      const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: IDENTITY };
      const { id } = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
      return (await post(url, [callOf(1), callOf(2), callOf(3)], id)).body;
    });

    expect(watched).toEqual(plain);
    expect(watched).toHaveLength(3);
    const calls = events.filter((event) => event.event_type === 'tool_call');
    expect(calls.map((event) => (event.request_params as { text: string }).text).sort()).toEqual([
      'call 1',
      'call 2',
      'call 3',
    ]);
  });
});
