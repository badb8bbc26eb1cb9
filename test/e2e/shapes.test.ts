/** Servers of unusual shapes: each is watched once, from its handshake to its end. */
import { describe, expect, it } from 'vitest';
import { startEndpoint } from '../support/endpoint.js';
import { run } from '../support/program.js';
import { fixture, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

const ONE_SESSION = ['server.initialize', 'echo', 'server.close'];

function eventsOf(shape: string) {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    try {
      const env = {
        ...process.env,
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_API_KEY: endpoint.key,
        MCPWATCH_SPOOL_DIR: spool,
      };
      const args = ['--import', REGISTER_MJS, fixture('matrix-shapes.mjs'), shape];
      const { code, stderr } = await run(process.execPath, args, { env });
      expect([code, stderr.includes('Error')]).toEqual([0, false]);
      return endpoint.events;
    } finally {
      await endpoint.close();
    }
  });
}

describe('a server', () => {
  it.each([
    ['in-memory', ['one'], 'unknown'],
    ['several servers', ['one', 'two', 'three'], 'unknown'],
    ['both SDKs', ['one', 'two'], 'unknown'],
    ['subclassed', ['one'], 'unknown'],
    ['private fields', ['one'], 'unknown'],
    ['websocket', ['one'], 'websocket'],
  ])('%s', async (shape, names, transport) => {
    const events = await eventsOf(shape);

    for (const name of names) {
      expect(events.filter((event) => event.server_name === name).map((event) => event.event_name)).toEqual(
        ONE_SESSION,
      );
    }
    expect(events).toHaveLength(names.length * ONE_SESSION.length);
    for (const event of events) expect(event).toMatchObject({ transport_type: transport, client_name: 'in-memory' });
  });

  it('that is connected, closed and connected again has two sessions', async () => {
    const events = await eventsOf('again');

    expect(events.map((event) => event.event_name)).toEqual([...ONE_SESSION, ...ONE_SESSION]);
    expect(new Set(events.map((event) => event.trace_id)).size).toBe(2);
  });
});
