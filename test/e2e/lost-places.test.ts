/** Hosts that lose their folder, a standard stream or the contexts of Node: they run and end as without mcpwatch. */
import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const CALL = { request: 'tools/call', params: { name: 'lose', arguments: {} } };

describe.each(NODES)('a host on %s', (_name, node) => {
  const run = (what: string) =>
    watch({ node, file: fixture('loses-its-place.mjs'), fileArgs: [what], steps: [...HANDSHAKE, CALL] });

  it.each(['folder', 'stderr', 'contexts'])('runs and ends as without mcpwatch when it loses its %s', async (what) => {
    const { plain, watched } = await run(what);

    expect(plain.stdout).toContain('lost');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });

  it('says where its events wait when its folder was deleted, as Node then starts no thread', async () => {
    const { watched, spooled } = await run('folder');

    expect(watched.stderr).toMatch(/mcpwatch: there is no worker thread .*; events wait in /);
    expect(spooled.filter((name) => name.endsWith('.seg'))).toHaveLength(1);
  });

  it('has its events on disk when its stderr is closed', async () => {
    const { spooled } = await run('stderr');
    expect(spooled.filter((name) => name.endsWith('.seg'))).toHaveLength(1);
  });

  it('has its events delivered when it breaks AsyncLocalStorage', async () => {
    const { events } = await run('contexts');
    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'lose', 'server.close']);
  });
});
