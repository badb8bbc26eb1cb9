/** HTTP requests that a transport answers with an error itself, before any server sees them (#9 A4, A12). */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { NODES } from '../support/project.js';
import { initialize, post, request, watchHttp } from '../support/watched-http.js';

/** `error tools/list POST 404 -32001`. */
const brief = ({ event_type, event_name, error_code, attributes }: McpWatchEvent) =>
  [event_type, event_name, attributes['http.request.method'], attributes['http.response.status_code'], error_code].join(
    ' ',
  );

const failures = (events: readonly McpWatchEvent[]) => events.filter((event) => event.is_error).map(brief);

describe.each(NODES)('on %s', (_name, node) => {
  it.each(['entry', 'stateful', 'stateless'])(
    'SDK v2, %s: a call without the scope that the tool needs is one failed call, with its arguments',
    async (mode) => {
      const { result, events } = await watchHttp({
        node,
        fixture: 'http-rejections.mjs',
        args: [mode],
        use: async ({ url }) => {
          const client = new Client({ name: 'unscoped', version: '1.0.0' });
          await client.connect(new StreamableHTTPClientTransport(url) as Transport);
          const outcome = client.callTool({ name: 'delete', arguments: { path: '/tmp/x' } }).catch((error) => error);
          const { message } = await outcome;
          await client.close();
          return message;
        },
      });

      expect(result).toMatch(/403|scope/i);
      const calls = events.filter((event) => event.event_name === 'delete');
      expect(calls.map(brief)).toEqual(['tool_call delete POST 403 ']);
      expect(calls[0]).toMatchObject({
        is_error: true,
        request_params: { path: '/tmp/x' },
        response_content: null,
        server_name: 'guarded',
        transport_type: 'streamable-http',
      });
      expect(calls[0]?.error_message).toMatch(/scope/i);
    },
  );

  it.each(['v1', 'v2'])('SDK %s: each rejection says what was requested, its status and its code', async (sdk) => {
    const { events } = await watchHttp({
      node,
      fixture: 'http-server.mjs',
      args: [sdk, 'stateful'],
      use: async ({ url }) => {
        const { session } = await post(url, initialize('asking-wrongly'));
        const own = { 'mcp-session-id': session };
        const list = request(7, 'tools/list');
        // A transport that was created for this request, and knows no session.
        await post(url, request(6, 'tools/call', { name: 'echo', arguments: { text: 'x' } }), {
          'mcp-session-id': 'gone',
        });
        await post(url, list, { ...own, accept: 'text/html' });
        await post(url, list, { ...own, 'content-type': 'text/plain' });
        await post(url, list, { ...own, 'mcp-protocol-version': '1999-01-01' });
        await post(url, '{"jsonrpc":', own);
        await post(url, initialize('again'), own);
        await fetch(url, { method: 'PUT', headers: own });
        await fetch(url, { headers: { ...own, accept: 'application/json' } });
      },
    });

    expect(failures(events)).toEqual([
      'tool_call echo POST 400 -32000',
      'error transport.error POST 406 -32000',
      'error transport.error POST 415 -32000',
      'error tools/list POST 400 -32000',
      'error transport.error POST 400 -32700',
      'initialize server.initialize POST 400 -32600',
      'error transport.error PUT 405 -32000',
      'error transport.error GET 406 -32000',
    ]);
    expect(events.find((event) => event.event_name === 'echo')?.request_params).toEqual({ text: 'x' });
  });

  it('SDK 1.20, which answers through the response of Node: the code is read from there', async () => {
    const { events } = await watchHttp({
      node,
      fixture: 'http-server.mjs',
      args: ['v1.20', 'stateful'],
      use: async ({ url }) => {
        const { session } = await post(url, initialize('asking-wrongly'));
        const own = { 'mcp-session-id': session };
        await post(url, request(6, 'tools/call', { name: 'echo', arguments: { text: 'x' } }), {
          'mcp-session-id': 'gone',
        });
        await post(url, '{"jsonrpc":', own);
        await post(url, initialize('again'), own);
        await fetch(url, { method: 'PUT', headers: own });
        await fetch(url, { headers: { ...own, accept: 'application/json' } });
        await post(url, request(8, 'tools/call', { name: 'echo', arguments: { text: 'x' } }), own);
      },
    });

    expect(failures(events)).toEqual([
      'error transport.error POST 400 -32000',
      'error transport.error POST 400 -32700',
      'error transport.error POST 400 -32600',
      'error transport.error PUT 405 -32000',
      'error transport.error GET 406 -32000',
    ]);
    expect(events.filter((event) => event.event_name === 'echo' && !event.is_error)).toHaveLength(1);
  });

  it('SSE: a message that cannot be read', async () => {
    const { events } = await watchHttp({
      node,
      fixture: 'transports-server.mjs',
      args: ['sse', 'v1'],
      use: async ({ url }) => {
        const stream = await fetch(url, { headers: { accept: 'text/event-stream' } });
        const first = await stream.body?.getReader().read();
        const [, path = ''] = /data: (\S+)/.exec(new TextDecoder().decode(first?.value)) ?? [];
        const messages = new URL(path, url);
        await post(messages, '{"jsonrpc":');
        await post(messages, initialize('sse-client'));
      },
    });

    expect(failures(events)).toEqual(['error transport.error POST 400 ']);
    expect(events.some((event) => event.event_type === 'initialize' && !event.is_error)).toBe(true);
  });

  it('a session that no longer exists: 404, with what was asked of it', async () => {
    const { events } = await watchHttp({
      node,
      fixture: 'one-session.mjs',
      use: async ({ url }) => {
        await post(url, initialize('first'));
        await post(url, request(3, 'resources/read', { uri: 'note://one' }), { 'mcp-session-id': 'an-older-one' });
      },
    });

    expect(failures(events)).toEqual(['resource_read note://one POST 404 -32001']);
  });
});
