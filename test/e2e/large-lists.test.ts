/** Lists with more entries than any other payload may have: recorded in full up to 1 MB, with their exact size (#10). */
import { expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { fixture } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

vi.setConfig({ testTimeout: 60_000 });

interface List {
  readonly tools: readonly { readonly name: string; readonly description: string }[];
}

/** What the client gets and what is recorded, of two requests for the same list. */
async function listTwice(payloads: string) {
  const { events, watched } = await watch({
    file: fixture('many-tools.mjs'),
    env: { MCPWATCH_API_KEY: '', MCPWATCH_PAYLOADS: payloads },
    steps: [...HANDSHAKE, { request: 'tools/list' }, { request: 'tools/list' }],
  });
  const replies = watched.stdout.split('\n').filter((line) => line.includes('"tool-0"'));
  const { result } = JSON.parse(replies[0] ?? '') as { result: List };
  return { result, lists: events.filter(({ mcp_method }) => mcp_method === 'tools/list') };
}

const sizeOf = ({ attributes }: McpWatchEvent) => [
  attributes['mcpwatch.response.bytes'],
  attributes['mcpwatch.size'] ?? 'exact',
];

it('a list of 2,500 tools is recorded in full, but for its secret', async () => {
  const { result, lists } = await listTwice('full');

  const recorded = lists.map(({ response_content }) => response_content as List | null);
  expect(recorded[0]?.tools.map(({ name }) => name)).toEqual(result.tools.map(({ name }) => name));
  expect(recorded[0]?.tools[7]?.description).not.toContain('correct-horse');
  expect(recorded[1]).toBeNull();
});

it.each(['full', 'off'])('its size is exact, with payloads %s', async (payloads) => {
  const { result, lists } = await listTwice(payloads);

  const bytes = String(Buffer.byteLength(JSON.stringify(result)));
  expect(lists.map((list) => sizeOf(list)[0])).toEqual([bytes, bytes]);
  expect(lists[0]?.attributes['mcpwatch.list.count']).toBe('2500');
  if (payloads === 'full') expect(lists.map((list) => sizeOf(list)[1])).toEqual(['exact', 'exact']);
});
