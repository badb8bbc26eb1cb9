/** Servers that exist before mcpwatch is loaded: what can be observed is recorded, otherwise a line says why not. */
import { describe, expect, it } from 'vitest';
import { fixture, NODES, REGISTER_CJS, REGISTER_MJS } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const call = (name: string): Step => ({ request: 'tools/call', params: { name } });
const EARLY = { steps: [...HANDSHAKE, call('fail')] };

describe.each(NODES)('a server created in a preload before ours, on %s', (_name, node) => {
  it.each([
    ['v1', 'later'],
    ['v1', 'early'],
    ['v2', 'early'],
  ])('by require, on SDK %s, connected %s: is heard from its handshake on', async (sdk, when) => {
    const file = fixture('early-server.cjs');
    const preload = ['--require', file, '--require', REGISTER_CJS];
    const { plain, watched, events } = await watch({ ...EARLY, node, preload, file, fileArgs: [sdk, when] });

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'fail', 'server.close']);
    expect(events[1]).toMatchObject({ is_error: true, client_name: 'test-client', server_name: 'early-server' });
    expect(events[1]?.attributes['exception.type']).toBe('TypeError');
  });

  const file = fixture('early-server.mjs');

  it('with --import: a line says that it cannot be observed', async () => {
    const preload = ['--import', file, '--import', REGISTER_MJS];
    const { plain, watched, events } = await watch({ ...EARLY, node, preload, file });

    expect(watched.stdout).toBe(plain.stdout);
    expect(events).toEqual([]);
    expect(watched.stderr).toMatch(/^mcpwatch: nothing was watched: [^\n]+ imported before mcpwatch [^\n]+\n$/);
  });

  it('with --import, and ours with --require, which Node runs first: is observed', async () => {
    const preload = ['--import', file, '--require', REGISTER_CJS];
    const { events } = await watch({ ...EARLY, node, preload, file });

    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'fail', 'server.close']);
  });
});

describe('instrument() in the middle of a session', () => {
  it.each([
    ['v1', 'McpServer'],
    ['v1', 'Server'],
    ['v2', 'McpServer'],
    ['v2', 'Server'],
  ])('SDK %s, %s: the calls from there on are recorded, of the client that the server knows', async (sdk, level) => {
    const { plain, watched, events } = await watch({
      preload: [],
      plainEnv: { MCPWATCH_DISABLED: '1' },
      file: fixture('instruments-late.mjs'),
      fileArgs: [sdk, level],
      steps: [...HANDSHAKE, call('fail'), call('watch'), call('fail')],
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map((event) => event.event_name)).toEqual(['fail', 'server.close']);
    expect(events[0]).toMatchObject({ is_error: true, client_name: 'test-client', server_name: 'instruments-late' });
  });
});
