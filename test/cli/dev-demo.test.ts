/** `mcpwatch dev --demo`: real servers of the package itself, observed as a user's would be. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, run, start } from '../support/program.js';

interface Row {
  readonly event_type: string;
  readonly event_name: string;
  readonly server_name: string;
  readonly status: string;
}

let temporary: string;
let home: string;
let dev: Program;
let address: string;
let token: string;

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'mcpwatch-dev-demo-'));
  home = join(temporary, 'home');
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary };
  dev = start(process.execPath, ['dist/cli.js', 'dev', '--demo'], { env });
  [, address = '', token = ''] = await dev.saw('stderr', /open (http:\/\/127\.0\.0\.1:\d+)\/open\/([\w-]+)/);
});
afterAll(() => {
  dev.child.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

async function rows(filter: string): Promise<readonly Row[]> {
  const url = `${address}/api/events?limit=1000&filter=${encodeURIComponent(filter)}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { items }: { items: readonly Row[] } = JSON.parse(await response.text());
  return items;
}

/** Waits until the demo has come so far. */
async function played(filter: string): Promise<readonly Row[]> {
  const giveUp = Date.now() + 100_000;
  for (;;) {
    const found = await rows(filter);
    if (found.length > 0 || Date.now() > giveUp) return found;
    await sleep(200);
  }
}

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('mcpwatch dev --demo', PATIENT, () => {
  it.each([
    ['overlapping calls of a slow tool', 'server:travel tool:search_flights status:ok'],
    ['an error', 'server:travel tool:search_flights status:error'],
    ['a call that waits for the client', 'tool:plan_trip status:ok dur:>2s'],
    ['a resource and a prompt', 'server:notes type:prompt_get'],
    ['a change of a tool list', 'server:inventory name:notifications/tools/list_changed'],
    ['a process that dies with two calls open', 'server:reports tool:export_report status:died'],
    ['a client that goes on', 'server:notes tool:search_notes status:ok'],
  ])('shows %s', async (_, filter) => {
    expect(await played(filter)).not.toEqual([]);
  });

  it('leaves the user’s own folders alone', () => {
    expect(existsSync(home)).toBe(false);
  });

  it('ends on SIGTERM with everything that it has started and written', async () => {
    dev.child.kill('SIGTERM');
    expect(await dev.ended).toMatchObject({ code: 0, stdout: '' });
    expect(readdirSync(temporary).filter((name) => name.startsWith('mcpwatch-demo-'))).toEqual([]);
  });

  it('takes no command', async () => {
    const ended = await run(process.execPath, ['dist/cli.js', 'dev', '--demo', '--', 'node', 'server.js']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('--demo brings its own servers') });
  });
});
