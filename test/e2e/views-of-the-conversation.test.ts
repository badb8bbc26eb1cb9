/** What the views of `mcpwatch dev` show of a real server and client: the agent sends, the collector answers (#10). */
import { describe, expect, it, vi } from 'vitest';
import { watchAsked } from '../support/asked-client.js';
import { startCollector, type TestCollector } from '../support/collector.js';

// A real client and server, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came');
}

interface Item {
  readonly [field: string]: unknown;
}

const itemsOf = async (collector: TestCollector, path: string): Promise<Item[]> => (await collector.json(path)).items;

describe('mcpwatch dev', () => {
  it('shows what a call asks, that it runs, that it hangs and why, and what the server offers', async () => {
    const collector = await startCollector('memory');
    let hanging: Item[] = [];
    let problems: Item[] = [];
    await watchAsked({
      sdk: 'v1',
      carrier: 'stdio',
      env: { MCPWATCH_ENDPOINT: collector.url, MCPWATCH_FLUSH_INTERVAL: '50', MCPWATCH_HUNG_AFTER: '2000' },
      user: { action: 'accept', afterMs: 300 },
      use: async (client) => {
        await client.listTools();
        await client.listTools();
        await client.callTool({ name: 'elicits', arguments: {} });
        for (const name of ['hangs', 'computes']) void client.callTool({ name, arguments: {} }).catch(() => {});
        await until(async () => {
          const running = await itemsOf(collector, '/api/events?filter=status:running');
          return running.length >= 2 || undefined;
        });
        hanging = await until(async () => {
          const rows = await itemsOf(collector, '/api/calls?filter=status:hanging');
          return rows.length >= 2 ? rows : undefined;
        });
        problems = await itemsOf(collector, '/api/problems');
      },
    });

    expect(hanging.map(({ event_name }) => event_name).sort()).toEqual(['computes', 'hangs']);
    expect(problems.filter(({ kind }) => kind === 'hanging').map(({ title }) => String(title))).toEqual(
      expect.arrayContaining([
        expect.stringContaining('waits for its client to answer elicitation/create'),
        expect.stringContaining('waits for the server itself'),
      ]),
    );

    const [elicits] = await itemsOf(collector, '/api/calls?filter=tool:elicits');
    expect(elicits).toMatchObject({ status: 'ok', children_count: 1 });
    expect(elicits?.['children']).toMatchObject([
      { event_name: 'elicitation/create', direction: 'outbound', event_type: 'request' },
    ]);
    expect(Number(elicits?.['client_wait_ms'])).toBeGreaterThanOrEqual(290);
    expect(Number(elicits?.['response_bytes'])).toBeGreaterThan(10);

    const lists = await itemsOf(collector, '/api/events?filter=method:tools/list&order=asc');
    expect(lists.map(({ event_type, direction }) => [event_type, direction])).toEqual([
      ['request', 'inbound'],
      ['request', 'inbound'],
    ]);
    expect(lists[1]?.['response_bytes']).toBe(lists[0]?.['response_bytes']);
    const { catalogues } = await collector.json('/api/tools');
    expect(catalogues).toMatchObject([{ kind: 'tools', entries: 9 }]);

    // No call stays open when the process has ended; that two have hung is still to be found.
    expect(await itemsOf(collector, '/api/events?filter=status:running')).toEqual([]);
    const hung = await itemsOf(collector, '/api/events?filter=status:hanging');
    expect(hung.map(({ event_name }) => event_name)).toEqual(['call.hanging', 'call.hanging']);
  });
});
