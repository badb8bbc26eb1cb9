import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

interface Caller {
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

interface Spawned {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

const IDENTITY = { name: 'official-client', version: '7.8.9' };

const CLIENTS: Readonly<Record<string, (server: Spawned) => Promise<Caller>>> = {
  v1: async (server) => {
    const client = new ClientV1(IDENTITY);
    await client.connect(new StdioV1({ ...server, stderr: 'ignore' }));
    return client;
  },
  v2: async (server) => {
    const client = new ClientV2(IDENTITY);
    await client.connect(new StdioV2({ ...server, stderr: 'ignore' }));
    return client;
  },
};

const SERVERS = ['esm-stdio-server.mjs', 'v2-stdio-server.mjs', 'v2-serve-stdio.mjs'];

describe.each(Object.entries(CLIENTS))('the official client of SDK %s', (_name, connect) => {
  it.each(SERVERS)('calls %s, is named in every event, and closes it without a loss', async (server) => {
    await withTemporaryFolder(async (spool) => {
      const endpoint = await startEndpoint();
      try {
        const client = await connect({
          command: process.execPath,
          args: ['--import', REGISTER_MJS, fixture(server)],
          env: {
            ...process.env,
            MCPWATCH_ENDPOINT: endpoint.url,
            MCPWATCH_API_KEY: endpoint.key,
            MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
            MCPWATCH_SPOOL_DIR: spool,
          } as Record<string, string>,
        });
        await client.callTool({
          name: server === 'v2-serve-stdio.mjs' ? 'echo' : 'add',
          arguments: { a: 1, b: 2, text: 'x' },
        });
        await client.close();

        const types = endpoint.events.map((event) => event.event_type);
        expect(types).toEqual(['initialize', 'tool_call', 'close']);
        for (const event of endpoint.events) {
          expect([event.client_name, event.client_version]).toEqual([IDENTITY.name, IDENTITY.version]);
        }
      } finally {
        await endpoint.close();
      }
    });
  });
});
