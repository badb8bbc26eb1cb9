import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

/** Starts the server, calls `use` with its address, ends it with SIGTERM, and returns what was recorded. */
function serve(
  node: string,
  args: readonly string[],
  use: (url: URL) => Promise<void>,
): Promise<readonly McpWatchEvent[]> {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    const env = {
      ...process.env,
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      MCPWATCH_SPOOL_DIR: spool,
    };
    const server = spawn(node, ['--import', REGISTER_MJS, fixture('http-server.mjs'), ...args], { env });
    try {
      await use(new URL(`http://127.0.0.1:${await portOf(server)}/mcp`));
      server.kill('SIGTERM');
      await once(server, 'exit');
      return endpoint.events;
    } finally {
      server.kill('SIGKILL');
      await endpoint.close();
    }
  });
}

async function portOf(server: ChildProcess): Promise<number> {
  const [chunk] = (await once(server.stdout as NonNullable<typeof server.stdout>, 'data')) as [Buffer];
  return Number(chunk.toString());
}

async function echo(url: URL, name: string): Promise<void> {
  const client = new Client({ name, version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(url));
  const result = await client.callTool({ name: 'echo', arguments: { text: name } });
  expect(result.content).toEqual([{ type: 'text', text: name }]);
  await (client.transport as StreamableHTTPClientTransport).terminateSession();
  await client.close();
}

const only = (events: readonly McpWatchEvent[], type: string) => events.filter((event) => event.event_type === type);

describe.each(NODES)('streamable HTTP on %s', (_name, node) => {
  it.each(['v1', 'v2'])('%s, stateful: each client has its own session, from initialize to close', async (sdk) => {
    const names = ['ann', 'ben', 'cleo'];
    const events = await serve(node, [sdk, 'stateful'], async (url) => {
      await Promise.all(names.map((name) => echo(url, name)));
    });

    for (const name of names) {
      const own = events.filter((event) => event.client_name === name);
      expect(own.map((event) => event.event_name)).toEqual(['server.initialize', 'echo', 'server.close']);
      const [, call] = own;
      expect(call).toMatchObject({ transport_type: 'streamable-http', request_params: { text: name } });
      expect(new Set(own.map((event) => event.attributes['mcp.session.id'])).size).toBe(1);
      expect(own[0]?.attributes['mcp.session.id']).toMatch(/^[\da-f-]{36}$/);
    }
    expect(new Set(events.map((event) => event.trace_id)).size).toBe(names.length);
  });

  it.each(['v1', 'v2'])('%s, stateless: every call is recorded, and the process has one close', async (sdk) => {
    const events = await serve(node, [sdk, 'stateless'], async (url) => {
      await echo(url, 'ann');
      await echo(url, 'ben');
    });

    expect(only(events, 'initialize').map((event) => event.client_name)).toEqual(['ann', 'ben']);
    expect(only(events, 'tool_call').map((event) => event.request_params)).toEqual([{ text: 'ann' }, { text: 'ben' }]);
    expect(only(events, 'close')).toHaveLength(1);
    for (const event of events) expect(event.transport_type).toBe('streamable-http');
  });
});
