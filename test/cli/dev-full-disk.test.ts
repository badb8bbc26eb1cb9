/** `mcpwatch dev` on a disk that is full for a while: a real process whose files may not grow. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventOf } from '../support/event.js';
import { start } from '../support/program.js';
import { inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const canLimit = spawnSync('prlimit', ['--version']).status === 0;
const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined;

describe.runIf(canLimit && hasSqlite)('mcpwatch dev on a full disk', () => {
  it('says so once, acknowledges nothing that it cannot store, keeps answering, and goes on when there is room', async () => {
    const { json, post, limitFiles, origin, child, ended } = await startDev();
    expect((await post('before')).status).toBe(202);
    limitFiles('1000');
    for (const id of ['first', 'second']) {
      const refused = await post(id);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toMatchObject({ code: 'store_failed' });
    }
    expect((await json('/api/state')).notices).toMatchObject([
      { code: 'store_failed', message: expect.stringMatching(/^events cannot be stored \(.*dev\.db: .*\)/) },
    ]);
    expect((await json('/api/events')).items).toMatchObject([{ event_id: 'before' }]);
    expect((await fetch(origin)).status).toBe(200);

    limitFiles('unlimited');
    for (const id of ['first', 'second']) expect((await post(id)).status).toBe(202);
    expect((await json('/api/state')).notices).toEqual([]);
    const { items } = await json('/api/events');
    expect(items.map(({ event_id }: { event_id: string }) => event_id).sort()).toEqual(['before', 'first', 'second']);

    child.kill('SIGTERM');
    const { stderr } = await ended;
    expect(stderr.match(/events cannot be stored/g)).toHaveLength(1);
    expect(stderr.match(/events are stored again/g)).toHaveLength(1);
  });

  it('finds out by itself that there is room again, when no sender tries', async () => {
    const { json, post, limitFiles, child, ended } = await startDev();
    limitFiles('1000');
    expect((await post('lost')).status).toBe(503);
    expect((await json('/api/state')).notices).toHaveLength(1);
    limitFiles('unlimited');
    await expect.poll(async () => (await json('/api/state')).notices, { timeout: 40_000, interval: 500 }).toEqual([]);
    expect((await post('later')).status).toBe(202);
    child.kill('SIGTERM');
    expect((await ended).stderr.match(/events are stored again/g)).toHaveLength(1);
  }, 60_000);
});

describe.runIf(canLimit && hasSqlite)('a batch that is stored in part before the disk is full', () => {
  it('is shown live and counted in full, once, when its sender has tried again', async () => {
    const { json, post, limitFiles, origin, headers } = await startDev();
    const over = new AbortController();
    const live = await fetch(`${origin}/api/live`, { headers, signal: over.signal });
    const shown: string[] = [];
    const reading = (async () => {
      let text = '';
      for await (const chunk of live.body ?? []) {
        text += Buffer.from(chunk).toString('latin1');
        const end = text.lastIndexOf('\n') + 1;
        // Only of rows: the state names the first call too.
        const rows = text.slice(0, end).match(/^data: {"rows".*/gm) ?? [];
        for (const [, id = ''] of rows.join().matchAll(/"event_id":"(part-\d+)"/g)) shown.push(id);
        text = text.slice(end);
      }
    })().catch(() => {});
    const ids = Array.from({ length: 2000 }, (_, at) => `part-${at}`);
    limitFiles('3000000');
    expect((await post(...ids)).status).toBe(503);
    const { events } = (await json('/api/state')).counts;
    expect([events > 0, events < ids.length]).toEqual([true, true]);
    limitFiles('unlimited');
    expect((await post(...ids)).status).toBe(202);

    await expect.poll(() => shown.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(ids.length);
    expect([...shown].sort()).toEqual([...ids].sort());
    const metrics = await (await fetch(`${origin}/metrics`, { headers })).text();
    expect(metrics).toContain('mcpwatch_events_total{event_type="tool_call"} 2000\n');
    over.abort();
    await reading;
  });
});

/** With what tests do to it: `limitFiles` says how large its files may be. */
async function startDev() {
  const { child, saw, ended } = start(
    process.execPath,
    [inProject('dist', 'cli.js'), 'dev', '--port', '0', '--max-age', '36500d'],
    {
      env: { ...process.env, MCPWATCH_SPOOL_DIR: temporaryFolder() },
    },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [, page = ''] = await saw('stderr', /open (http:\S+)/);
  const { origin, pathname } = new URL(page);
  const headers = { authorization: `Bearer ${pathname.slice('/open/'.length)}` };
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which a test names the parts it is about
  const json = async (path: string): Promise<any> => (await fetch(`${origin}${path}`, { headers })).json();
  const post = (...ids: readonly string[]) =>
    fetch(`${origin}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ batch: ids.map((event_id) => largeEvent(event_id)) }),
    });
  const limitFiles = (bytes: string) =>
    execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`]);
  return { json, post, limitFiles, origin, headers, child, ended };
}

let made = 0;

function largeEvent(event_id: string) {
  made += 1;
  const span_id = made.toString(16).padStart(16, '0');
  return eventOf({ event_id, span_id, response_content: 'x'.repeat(2000) });
}
