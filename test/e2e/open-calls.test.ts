/** Calls that stay open: reported as started, then as hanging with what they wait for, and once more at their end (#10). */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { type Carrier, type Sdk, watchAsked } from '../support/asked-client.js';

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
