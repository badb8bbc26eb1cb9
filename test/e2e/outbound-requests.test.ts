/** What a server asks of its client: sampling and elicitation, as children of the call that asks (#10). */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { type Carrier, type Sdk, watchAsked } from '../support/asked-client.js';
import { initialize, post, request, watchHttp } from '../support/watched-http.js';

// Real clients and servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const KINDS: readonly (readonly [Sdk, Carrier])[] = [
  ['v1', 'stdio'],
  ['v1', 'http'],
  ['v2', 'stdio'],
  ['v2', 'http'],
];

const TOOLS = ['samples', 'elicits', 'asks-twice-at-once', 'swallows', 'impatient', 'plain'];

const isOutbound = ({ attributes }: McpWatchEvent) => attributes['mcpwatch.direction'] === 'outbound';
const waitOf = (event: McpWatchEvent | undefined) => Number(event?.attributes['mcpwatch.client_wait_ms']);

/** The call of a tool, and what it has asked of its client. */
function callIn(events: readonly McpWatchEvent[], tool: string) {
  const call = events.find(({ event_type, event_name }) => event_type === 'tool_call' && event_name === tool);
  if (call === undefined) throw new Error(`no call of ${tool}`);
  return { call, asked: events.filter((event) => isOutbound(event) && event.parent_span_id === call.span_id) };
}

describe.each(KINDS)('a server on SDK %s over %s', (sdk, carrier) => {
  let events: readonly McpWatchEvent[] = [];

  beforeAll(async () => {
    const user = { action: 'accept', afterMs: 300 } as const;
    events = await watchAsked({
      sdk,
      carrier,
      user,
      use: async (client) => {
        for (const name of TOOLS) await client.callTool({ name, arguments: {} });
      },
    });
  });

  it('asks its client to sample: a child of the call, with params and result', () => {
    const { call, asked } = callIn(events, 'samples');

    expect(asked).toMatchObject([
      {
        event_type: 'request',
        event_name: 'sampling/createMessage',
        mcp_method: 'sampling/createMessage',
        trace_id: call.trace_id,
        request_params: { maxTokens: 10 },
        response_content: { content: { text: 'hi' } },
        is_error: false,
      },
    ]);
    expect(waitOf(call)).toBeGreaterThan(0);
  });

  it('asks the user, whose answer is a result', () => {
    const { asked } = callIn(events, 'elicits');

    expect(asked).toMatchObject([
      { event_type: 'request', event_name: 'elicitation/create', response_content: { action: 'accept' } },
    ]);
    expect(asked[0]?.attributes['mcpwatch.elicitation.action']).toBe('accept');
  });

  it('waits for two answers at once: the call has waited for as long as the slower took', () => {
    const { call, asked } = callIn(events, 'asks-twice-at-once');

    expect(asked).toHaveLength(2);
    expect(waitOf(call)).toBeGreaterThanOrEqual(290);
    expect(waitOf(call)).toBeLessThanOrEqual(call.duration_ms - 45);
    expect(waitOf(call)).toBeLessThan(asked.reduce((total, { duration_ms }) => total + duration_ms, 0));
  });

  it('is refused, and its tool swallows that: the refusal is recorded all the same', () => {
    const { call, asked } = callIn(events, 'swallows');

    expect(call.is_error).toBe(false);
    expect(asked).toMatchObject([
      {
        event_type: 'error',
        event_name: 'sampling/createMessage',
        is_error: true,
        error_code: -1,
        error_message: expect.stringContaining('the user said no'),
      },
    ]);
    expect(asked[0]?.attributes['error.type']).toBe('-1');
  });

  it('gives up waiting: a timeout', () => {
    const { call, asked } = callIn(events, 'impatient');

    expect(call.is_error).toBe(false);
    expect(asked).toMatchObject([{ event_type: 'error', event_name: 'elicitation/create', error_code: null }]);
    expect(asked[0]?.attributes['error.type']).toBe('timeout');
    expect(waitOf(call)).toBeGreaterThanOrEqual(140);
  });

  it('asks for nothing: the call has not waited', () => {
    const { call, asked } = callIn(events, 'plain');

    expect(asked).toEqual([]);
    expect(call.attributes).not.toHaveProperty('mcpwatch.client_wait_ms');
  });

  it('has the requests and notifications of the handshake in its conversation', () => {
    expect(events.map(({ event_name }) => event_name)).toContain('notifications/initialized');
  });
});

describe('a user who', () => {
  it.each(['decline', 'cancel'] as const)(
    'answers %s has answered, which is seen without payloads too',
    async (action) => {
      const events = await watchAsked({
        sdk: 'v1',
        carrier: 'stdio',
        env: { MCPWATCH_PAYLOADS: 'off' },
        user: { action, afterMs: 0 },
        use: async (client) => void (await client.callTool({ name: 'elicits', arguments: {} })),
      });

      expect(events.filter(isOutbound)).toMatchObject([
        { event_type: 'request', event_name: 'elicitation/create', is_error: false, response_content: null },
      ]);
      expect(events.filter(isOutbound)[0]?.attributes['mcpwatch.elicitation.action']).toBe(action);
    },
  );
});

describe('with an API key', () => {
  it('only what fails in the conversation is sent, beside the calls', async () => {
    const events = await watchAsked({
      sdk: 'v1',
      carrier: 'stdio',
      env: { MCPWATCH_API_KEY: 'mw_test_0123456789' },
      use: async (client) => {
        await client.ping();
        for (const name of ['samples', 'swallows']) await client.callTool({ name, arguments: {} });
      },
    });

    expect(events.map(({ event_type, event_name }) => `${event_type} ${event_name}`)).toEqual([
      'initialize server.initialize',
      'tool_call samples',
      'error sampling/createMessage',
      'tool_call swallows',
      'close server.close',
    ]);
    expect(waitOf(events[1])).toBeGreaterThan(0);
  });
});

describe.each(['v1', 'v2'])('a server on SDK %s over HTTP that asks outside of its call', (sdk) => {
  it('is not answered by a client without a stream, and the events say why', async () => {
    const { result, events } = await watchHttp({
      fixture: 'asks-client.mjs',
      args: [sdk, 'http'],
      use: async ({ url }) => {
        const handshake = initialize('no-stream');
        const params = { ...handshake.params, capabilities: { elicitation: {} } };
        const { session } = await post(url, { ...handshake, params });
        const headers = { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' };
        return await post(url, request(1, 'tools/call', { name: 'asks-outside', arguments: {} }), headers);
      },
    });

    expect(result.text).toMatch(/timed out/i);
    expect(events.filter(isOutbound)).toMatchObject([
      {
        event_name: 'elicitation/create',
        error_message: expect.stringMatching(
          /^no reply in time: .*; it was not sent, because the client has no stream/,
        ),
        attributes: { 'error.type': 'timeout', 'mcpwatch.unanswerable': expect.stringMatching(/^it was not sent/) },
      },
    ]);
  });
});
