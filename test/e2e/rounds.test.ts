/** Operations of several rounds (2026-07-28): a request for input is not a result (#9 A7). */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { NODES } from '../support/project.js';
import { post, request, watchHttp } from '../support/watched-http.js';

/** A client whose user accepts the nth question, or never. */
async function connected(url: URL, acceptsAfter: number): Promise<Client> {
  const client = new Client(
    { name: 'asked', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { form: {} } } },
  );
  let asked = 0;
  client.setRequestHandler('elicitation/create', async () => {
    asked += 1;
    return asked > acceptsAfter ? { action: 'accept', content: { confirm: true } } : { action: 'decline' };
  });
  await client.connect(new StreamableHTTPClientTransport(url));
  return client;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'asked', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};

const calls = (events: readonly McpWatchEvent[]) => events.filter((event) => event.event_type === 'tool_call');
const typesOf = (events: readonly McpWatchEvent[]) =>
  events.map(({ attributes }) => attributes['mcpwatch.result_type'] ?? 'final');
const operationsOf = (events: readonly McpWatchEvent[]) =>
  new Set(events.map(({ attributes }) => attributes['mcpwatch.operation.id'] ?? ''));

describe.each(NODES)('an operation of several rounds, on %s', (_name, node) => {
  it.each([
    ['deploy', 'full'],
    ['deploy', 'off'],
    ['deploy-stateless', 'full'],
  ])('%s, payloads %s: its rounds have its id, and only the last one a result', async (name, payloads) => {
    const { result, events } = await watchHttp({
      node,
      fixture: 'v2-asks-back.mjs',
      args: ['http'],
      env: { MCPWATCH_PAYLOADS: payloads },
      use: async ({ url }) => {
        const client = await connected(url, 2);
        const { content } = await client.callTool({ name, arguments: { env: 'staging' } });
        await client.close();
        return content;
      },
    });

    expect(result).toEqual([{ type: 'text', text: 'deployed to staging' }]);
    expect(typesOf(calls(events))).toEqual(['input_required', 'input_required', 'input_required', 'final']);
    const [first] = calls(events);
    expect([...operationsOf(calls(events))]).toEqual([first?.span_id]);
  });

  it('never has a result when the user keeps declining', async () => {
    const { events } = await watchHttp({
      node,
      fixture: 'v2-asks-back.mjs',
      args: ['http'],
      use: async ({ url }) => {
        const client = await connected(url, Number.POSITIVE_INFINITY);
        await client.callTool({ name: 'deploy', arguments: { env: 'production' } }).catch(() => undefined);
        await client.close();
      },
    });

    expect(new Set(typesOf(calls(events)))).toEqual(new Set(['input_required']));
    expect(operationsOf(calls(events)).size).toBe(1);
  });

  it('is another one for another call', async () => {
    const { events } = await watchHttp({
      node,
      fixture: 'v2-asks-back.mjs',
      args: ['http'],
      use: async ({ url }) => {
        for (const env of ['staging', 'production']) {
          const client = await connected(url, 0);
          await client.callTool({ name: 'deploy', arguments: { env } });
          await client.close();
        }
      },
    });

    expect(typesOf(calls(events))).toEqual(['input_required', 'final', 'input_required', 'final']);
    expect(operationsOf(calls(events)).size).toBe(2);
  });

  it.each([
    ['other arguments', ['staging', 'production']],
    ['the same arguments', ['staging', 'staging']],
  ])('is told apart from one at the same time with %s, of the same client, without a state', async (_, targets) => {
    const { events } = await watchHttp({
      node,
      fixture: 'v2-asks-back.mjs',
      args: ['http'],
      use: async ({ url }) => {
        const _meta = { ...META };
        const round = (env: string, answers?: object) =>
          post(url, request(1, 'tools/call', { name: 'deploy-stateless', arguments: { env }, ...answers, _meta }), {
            'mcp-protocol-version': '2026-07-28',
            'mcp-method': 'tools/call',
            'mcp-name': 'deploy-stateless',
          });
        for (const env of targets) await round(env);
        const inputResponses = { confirm: { action: 'accept', content: { confirm: true } } };
        for (const env of targets.toReversed()) await round(env, { inputResponses });
      },
    });

    const made = calls(events).map(({ request_params, attributes }) => ({
      ...(request_params as { env: string }),
      operation: attributes['mcpwatch.operation.id'],
    }));
    expect(typesOf(calls(events))).toEqual(['input_required', 'input_required', 'final', 'final']);
    expect(operationsOf(calls(events)).size).toBe(2);
    for (const { env, operation } of made.slice(2)) {
      expect(made.slice(0, 2)).toContainEqual({ env, operation });
    }
    expect(made[2]?.operation).not.toBe(made[3]?.operation);
  });
});
