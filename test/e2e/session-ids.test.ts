/** Which connection an event belongs to: `mcpwatch.session.id` (#10). */
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { initialize, post, request, watchHttp } from '../support/watched-http.js';

const sessionOf = ({ attributes }: McpWatchEvent) => attributes['mcpwatch.session.id'] ?? 'none';

/** A call in a trace of its own: the trace says nothing of the session. */
const echo = (id: number, text: string) =>
  request(id, 'tools/call', {
    name: 'echo',
    arguments: { text },
    _meta: { traceparent: `00-${String(id).padStart(32, 'a')}-bbbbbbbbbbbbbbbb-01` },
  });

/** The events of each session, by name, sorted. */
function bySession(events: readonly McpWatchEvent[]): readonly (readonly string[])[] {
  const ids = [...new Set(events.map(sessionOf))];
  return ids.map((id) =>
    events
      .filter((event) => sessionOf(event) === id)
      .map(({ event_name }) => event_name)
      .sort(),
  );
}

describe.each(['v1', 'v2'])('SDK %s', (sdk) => {
  it('each connection has an id of its own, which begins like every event id of its process', async () => {
    const { events } = await watchHttp({
      fixture: 'http-server.mjs',
      args: [sdk, 'stateful'],
      use: async ({ url }) => {
        for (const client of ['alice', 'bob']) {
          const { session } = await post(url, initialize(client));
          for (const id of [1, 2]) await post(url, echo(id, client), { 'mcp-session-id': session });
        }
      },
    });

    expect(bySession(events)).toEqual([
      ['echo', 'echo', 'server.close', 'server.initialize'],
      ['echo', 'echo', 'server.close', 'server.initialize'],
    ]);
    for (const event of events) expect(sessionOf(event).split('-')[0]).toBe(event.event_id.split('-')[1]);
  });

  it('requests that each have a connection of their own share the id of their server', async () => {
    const { events } = await watchHttp({
      fixture: 'http-server.mjs',
      args: [sdk, 'stateless'],
      use: async ({ url }) => {
        for (const id of [1, 2, 3]) await post(url, echo(id, 'x'));
      },
    });

    expect(bySession(events)).toEqual([['echo', 'echo', 'echo', 'server.close']]);
  });
});
