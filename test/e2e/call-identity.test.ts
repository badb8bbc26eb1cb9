/** Which call, client and session something belongs to, when ids and server objects do not tell (#9 A1, A2, A5). */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { describe, expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { NODES } from '../support/project.js';
import { initialize, post, request, watchHttp } from '../support/watched-http.js';

// Real servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const call = (id: unknown, name: string) => request(id, 'tools/call', { name, arguments: {} });
const find = (events: readonly McpWatchEvent[], name: string) => events.find((event) => event.event_name === name);

describe.each(NODES)('on %s', (_name, node) => {
  it.each(['v1', 'v2'])('SDK %s: calls that share their id keep their own outcome, times and messages', async (sdk) => {
    const { events } = await watchHttp({
      node,
      fixture: 'http-server.mjs',
      args: [sdk, 'stateful'],
      use: async ({ url, events: soFar }) => {
        const { session } = await post(url, initialize('always-one'));
        const headers = { 'mcp-session-id': session };
        const started = new AbortController();
        // The SDK answers on one of the two streams, so neither response is awaited to its end.
        const calls = ['bad', 'slow'].map((name) =>
          fetch(url, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              accept: 'application/json, text/event-stream',
              ...headers,
            },
            body: JSON.stringify(call(1, name)),
            signal: started.signal,
          }),
        );
        await Promise.all(calls);
        await expect.poll(() => ['bad', 'slow'].every((name) => find(soFar(), name)), { timeout: 60_000 }).toBe(true);
        started.abort();
      },
    });

    const bad = find(events, 'bad');
    const slow = find(events, 'slow');
    expect(bad).toMatchObject({ is_error: true, error_message: 'bad luck' });
    expect(bad?.attributes).toMatchObject({ 'exception.type': 'RangeError', 'jsonrpc.request.id': '1' });
    expect(slow).toMatchObject({
      is_error: false,
      response_content: { content: [{ type: 'text', text: 'slow is done' }] },
    });
    expect(slow?.attributes['exception.type']).toBeUndefined();
    // It has waited for 50 and 250 ms itself.
    expect(slow?.duration_ms).toBeGreaterThanOrEqual(290);
    expect(find(events, 'notifications/message')?.parent_span_id).toBe(slow?.span_id);
  });

  it.each(['v1', 'v2'])(
    'SDK %s: one server for all clients: a call names no client, and its own revision',
    async (sdk) => {
      const { events } = await watchHttp({
        node,
        fixture: 'http-server.mjs',
        args: [sdk, 'shared'],
        use: async ({ url }) => {
          await post(url, initialize('alice'));
          await post(url, initialize('bob'));
          const echo = request(1, 'tools/call', { name: 'echo', arguments: { text: 'x' } });
          await post(url, echo, { 'mcp-protocol-version': '2025-03-26' });
        },
      });

      expect(
        events.map((event) => [event.event_name, event.client_name, event.mcp_protocol_version].join(' ')),
      ).toEqual([
        'server.initialize alice 2025-06-18',
        'server.initialize bob 2025-06-18',
        'echo  2025-03-26',
        'server.close  ',
      ]);
    },
  );

  it.each(['2026-07-28', '2025-06-18'])(
    'createMcpHandler with a transport of the host in between, revision %s: no request is taken for a session',
    async (revision) => {
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': revision,
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'modern', version: '1.0.0' },
      };
      const isModern = revision.startsWith('2026');
      const { events } = await watchHttp({
        node,
        fixture: 'v2-decorated.mjs',
        args: ['http'],
        use: async ({ url }) => {
          for (const text of ['one', 'two']) {
            const params = { name: 'echo', arguments: { text }, ...(isModern && { _meta }) };
            await post(url, request(1, 'tools/call', params), {
              'mcp-protocol-version': revision,
              ...(isModern && { 'mcp-method': 'tools/call', 'mcp-name': 'echo' }),
            });
          }
        },
      });

      const names = events.map((event) => event.event_name).filter((name) => name !== 'server.initialize');
      expect(names).toEqual(['echo', 'echo', 'server.close']);
      for (const event of events) expect(event.transport_type).toBe('streamable-http');
    },
  );

  it.each(['v1', 'v2'])(
    'SDK %s: a session that is deleted ends at once, with its hanging call, though the host replaced onclose',
    async (sdk) => {
      const { result } = await watchHttp({
        node,
        fixture: 'http-server.mjs',
        args: [sdk, 'late-onclose'],
        use: async ({ url, events }) => {
          const { session } = await post(url, initialize('leaving'));
          const headers = { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' };
          const hanging = post(url, call(1, 'hang'), headers).catch(() => undefined);
          await post(url, request(2, 'tools/call', { name: 'echo', arguments: { text: 'x' } }), headers);
          await fetch(url, { method: 'DELETE', headers });
          await expect.poll(() => find(events(), 'server.close'), { timeout: 60_000 }).toBeDefined();
          await hanging;
          return events();
        },
      });

      expect(result.map((event) => event.event_name)).toEqual(['server.initialize', 'echo', 'hang', 'server.close']);
      expect(find(result, 'hang')?.attributes['error.type']).toBe('connection_closed');
    },
  );

  it('SSE: a session whose client has gone ends at once, though the host replaced onclose', async () => {
    const { result, stderr } = await watchHttp({
      node,
      fixture: 'transports-server.mjs',
      args: ['sse-late-onclose', 'v1'],
      use: async ({ url, events }) => {
        const client = new Client({ name: 'leaving', version: '1.0.0' });
        await client.connect(new SSEClientTransport(url));
        await client.callTool({ name: 'echo', arguments: { text: 'x' } });
        await client.close();
        await expect.poll(() => find(events(), 'server.close'), { timeout: 60_000 }).toBeDefined();
        return events();
      },
    });

    expect(stderr).toContain('host: closed');
    expect(result.map((event) => event.event_name)).toEqual(['server.initialize', 'echo', 'server.close']);
  });
});
