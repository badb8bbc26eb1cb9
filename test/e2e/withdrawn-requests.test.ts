/** Over HTTP in revision 2026-07-28, a client cancels a request by closing the stream of its response (#10). */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { NODES } from '../support/project.js';
import { type ServedHttp, watchHttp } from '../support/watched-http.js';

/** Calls a tool, ends the call with `end` once it has begun, and returns the events of that call. */
async function callThatEnds(node: string, tool: string, end: (served: ServedHttp, abort: AbortController) => unknown) {
  const { events } = await watchHttp({
    node,
    fixture: 'v2-waits.mjs',
    use: async (served) => {
      const client = new Client(
        { name: 'withdraws', version: '1.0.0' },
        { versionNegotiation: { mode: { pin: '2026-07-28' } } },
      );
      await client.connect(new StreamableHTTPClientTransport(served.url));
      const abort = new AbortController();
      const called = client.callTool({ name: tool, arguments: {} }, { signal: abort.signal, onprogress: () => {} });
      const failed = called.catch((error: unknown) => error);
      await served.saw(new RegExp(`host: ${tool} has begun`));
      await end(served, abort);
      await failed;
      await client.close();
    },
  });
  return events.filter(({ event_name }) => event_name === tool);
}

describe.each(NODES)('a call over HTTP, on %s', (_name, node) => {
  it.each(['waits', 'progresses'])('%s: is cancelled when its client closes the stream', async (tool) => {
    const events = await callThatEnds(node, tool, (_served, abort) => abort.abort());

    expect(events).toMatchObject([
      {
        event_type: 'tool_call',
        is_error: true,
        error_code: null,
        error_message: 'cancelled: the client has closed the stream of the response',
        attributes: { 'error.type': 'cancelled' },
      },
    ]);
  });

  it('is not cancelled when the server closes the connection', async () => {
    const events = await callThatEnds(node, 'waits', ({ url }) => fetch(new URL('/close', url), { method: 'POST' }));

    expect(events.map(({ attributes }) => attributes['error.type'])).toEqual(['connection_closed']);
  });
});
