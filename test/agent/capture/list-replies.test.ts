import { describe, expect, it } from 'vitest';
import { perRequest, type Script, scriptedSession } from './scripted-session.js';

const TOOLS = [
  { name: 'add', description: 'Adds.', inputSchema: { type: 'object' } },
  { name: 'größer', inputSchema: { type: 'object', properties: {} }, outputSchema: { type: 'object' } },
];

const conversation = (connection = {}) => scriptedSession(connection, ['everyone', 'conversation']);
const list = (session: Script, tools: unknown, params = {}) =>
  session.reply(session.ask('tools/list', params), { tools });
const lists = ({ events }: Script) => events.filter(({ mcp_method }) => mcp_method === 'tools/list');
const recorded = (session: Script) => lists(session).map(({ response_content }) => response_content !== null);

describe('the reply to a list request', () => {
  it('is recorded in full once in a session, and again when it has changed', () => {
    const session = conversation();
    session.initialize();
    for (const tools of [TOOLS, TOOLS, [TOOLS[0]], [TOOLS[0]], TOOLS]) list(session, tools);

    expect(recorded(session)).toEqual([true, false, true, false, true]);
    const hashes = lists(session).map(({ attributes }) => attributes['mcpwatch.list.hash']);
    expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
    expect([hashes[1], hashes[3], hashes[4]]).toEqual([hashes[0], hashes[2], hashes[0]]);
    expect(lists(session)[1]?.attributes['mcpwatch.response.bytes']).toBe(
      String(Buffer.byteLength(JSON.stringify({ tools: TOOLS }))),
    );
  });

  it('is recorded in full in each session, and for each page', () => {
    const session = conversation();
    session.initialize();
    list(session, TOOLS);
    list(session, TOOLS, { cursor: 'next' });
    const other = session.connect();
    other.initialize();
    list(other, TOOLS);

    expect(recorded(session)).toEqual([true, true, true]);
  });

  it('is recorded in full once by a server that is created for each request', () => {
    const session = conversation({ transport: perRequest() });
    list(session, TOOLS);
    list(session.connect({ transport: perRequest() }), TOOLS);

    expect(recorded(session)).toEqual([true, false]);
  });

  it('has the size of each entry, of its description and of its schemas, the largest first', () => {
    const session = conversation();
    list(session, TOOLS);

    const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
    const { attributes } = lists(session)[0] ?? { attributes: {} as Record<string, string> };
    expect(JSON.parse(attributes['mcpwatch.list.entries'] ?? '')).toEqual([
      ['größer', bytes(TOOLS[1]), 0, bytes(TOOLS[1]?.inputSchema) + bytes(TOOLS[1]?.outputSchema)],
      ['add', bytes(TOOLS[0]), 5, bytes(TOOLS[0]?.inputSchema)],
    ]);
    expect(attributes['mcpwatch.list.count']).toBe('2');
  });

  it('has the sizes of the largest entries only, when there are very many', () => {
    const session = conversation();
    const many = Array.from({ length: 2000 }, (_, at) => ({ name: `tool-${at}`, description: 'x'.repeat(at) }));
    list(session, many);

    const { attributes } = lists(session)[0] ?? { attributes: {} as Record<string, string> };
    const entries: unknown[][] = JSON.parse(attributes['mcpwatch.list.entries'] ?? '');
    expect(attributes['mcpwatch.list.entries']?.length).toBeLessThan(4000);
    expect(entries[0]?.[0]).toBe('tool-1999');
    expect(attributes['mcpwatch.list.count']).toBe('2000');
  });
});
