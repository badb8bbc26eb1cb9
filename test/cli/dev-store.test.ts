/** `mcpwatch dev` as a process: its database, its address, a second one, a command under observation. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventOf } from '../support/event.js';
import { freePort } from '../support/free-port.js';
import { type Program, run, start } from '../support/program.js';
import { inProject } from '../support/project.js';
import { HANDSHAKE, runStdio } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const SERVER = inProject('fixtures', 'esm-stdio-server.mjs');
const REGISTER = inProject('register.mjs');
const CALL = { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } };

interface Dev {
  readonly program: Program;
  readonly url: string;
  readonly page: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which a test names the parts it is about
  json(path: string): Promise<any>;
}

const envOf = (folder: string) => ({ ...process.env, MCPWATCH_SPOOL_DIR: folder });

async function startDev(folder: string, ...flags: string[]): Promise<Dev> {
  const program = start(process.execPath, [CLI, 'dev', '--port', '0', '--max-age', '36500d', ...flags], {
    env: envOf(folder),
    cwd: folder,
  });
  onTestFinished(() => {
    program.child.kill('SIGKILL');
  });
  const [, page = ''] = await program.saw('stderr', /open (http:\S+)/);
  const { origin, pathname } = new URL(page);
  const headers = { authorization: `Bearer ${pathname.slice('/open/'.length)}` };
  const json = async (path: string) => (await fetch(`${origin}${path}`, { headers })).json();
  return { program, url: origin, page, json };
}

/** util-linux: `-e` hands on the exit code. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

const post = (url: string, batch: readonly unknown[]) =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  });

describe('the store of mcpwatch dev', () => {
  it('loses nothing that was acknowledged when it is killed in the middle of a write', async () => {
    const folder = temporaryFolder();
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { program, url } = await startDev(folder);
      const killAt = acknowledged.length + 200 + 100 * round;
      const send = async (sender: number) => {
        for (let batch = 0; ; batch += 1) {
          const ids = Array.from({ length: 20 }, (_, at) => `${round}-${sender}-${batch}-${at}`);
          const answer = await post(
            url,
            ids.map((event_id) => eventOf({ event_id })),
          ).catch(() => undefined);
          if (answer?.status !== 202) return;
          acknowledged.push(...ids);
          if (acknowledged.length > killAt) program.child.kill('SIGKILL');
        }
      };
      await Promise.all([0, 1, 2, 3].map(send));
      await program.ended;
    }
    const { json } = await startDev(folder);
    const stored = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await json(`/api/events?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
      for (const { event_id } of page.items) stored.add(event_id);
      cursor = page.next;
    }
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(800);
  }, 60_000);

  it('keeps events and the token from one start to the next', async () => {
    const folder = temporaryFolder();
    const first = await startDev(folder);
    await post(first.url, [eventOf()]);
    first.program.child.kill('SIGTERM');
    await first.program.ended;
    const second = await startDev(folder);
    expect((await second.json('/api/state')).counts.events).toBe(1);
    expect(new URL(second.page).pathname).toBe(new URL(first.page).pathname);
  });

  it('says so when it cannot keep the token', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dev-token'));
    const { program, page, json } = await startDev(folder);
    await program.saw('stderr', /dev-token cannot be written: the page’s address changes with every start\n/);
    expect((await json('/api/state')).counts.events).toBe(0);
    expect(new URL(page).pathname).toMatch(/^\/open\/[\w-]{32}$/);
  });

  it('keeps nothing on disk with --memory, and says so in its state', async () => {
    const folder = temporaryFolder();
    const { url, json } = await startDev(folder, '--memory');
    await post(url, [eventOf()]);
    expect((await json('/api/state')).store).toMatchObject({
      kind: 'memory',
      reason: '--memory',
      max_events: 50_000,
    });
    expect(() => readFileSync(join(folder, 'dev.db'))).toThrow();
  });

  it('is in memory where the default file cannot be used, and says why', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dev.db-lock'));
    const { program, url, json } = await startDev(folder);
    expect((await post(url, [eventOf()])).status).toBe(202);
    expect((await json('/api/state')).store).toMatchObject({ kind: 'memory' });
    await program.saw('stderr', /dev\.db cannot be opened: .*: events are kept in memory only/);
    const chosen = await run(process.execPath, [CLI, 'dev', '--db', join(folder, 'dev.db')], { env: envOf(folder) });
    expect(chosen).toMatchObject({ code: 1, stderr: expect.stringContaining('dev.db cannot be opened') });
  });

  it('uses the file that --db names', async () => {
    const folder = temporaryFolder();
    const { json } = await startDev(folder, '--db', join(folder, 'mine.db'));
    expect((await json('/api/state')).store).toMatchObject({ kind: 'sqlite', path: join(folder, 'mine.db') });
  });

  it.each([':memory:', 'file:dev.db?mode=memory'])('takes --db %s for the name of a file', async (name) => {
    const folder = realpathSync(temporaryFolder());
    const { url, json } = await startDev(folder, '--db', name);
    await post(url, [eventOf()]);
    expect((await json('/api/state')).store).toMatchObject({ kind: 'sqlite', path: join(folder, name) });
    expect((await json('/api/events')).items).toHaveLength(1);
  });

  it('takes what waits in the spool, once', async () => {
    const folder = temporaryFolder();
    const command = [process.execPath, '--import', REGISTER, SERVER] as const;
    // Nothing listens on the port: the events stay in the spool.
    const env = { MCPWATCH_SPOOL_DIR: folder, MCPWATCH_ENDPOINT: 'http://127.0.0.1:9' };
    await runStdio({ command, env, steps: [...HANDSHAKE, CALL] });
    const { json } = await startDev(folder);
    for (const giveUp = Date.now() + 25_000; (await json('/api/state')).counts.events < 3; ) {
      if (Date.now() > giveUp) throw new Error('the events never came');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { items } = await json('/api/events?order=asc');
    const names = items.map(({ event_name }: { event_name: string }) => event_name);
    expect(names).toEqual(expect.arrayContaining(['server.initialize', 'add', 'server.close']));
    expect(names.filter((name: string) => name === 'add')).toHaveLength(1);
  });
});

describe('a second mcpwatch dev', () => {
  it('says that the first is running, and gives its address', async () => {
    const folder = temporaryFolder();
    const first = await startDev(folder);
    const second = await run(process.execPath, [CLI, 'dev', '--port', '0'], { env: envOf(folder) });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain(
      `another mcpwatch dev is running (process ${first.program.child.pid}): open ${first.page}`,
    );
    expect(second.stderr).toContain('--memory');
  });

  it('that starts at the same moment runs its command, and its events go to the first', async () => {
    const env = envOf(temporaryFolder());
    const port = String(await freePort());
    const both = [0, 1].map(() =>
      start(process.execPath, [CLI, 'dev', '--port', port, '--', process.execPath, SERVER], { env }),
    );
    onTestFinished(() => {
      for (const { child } of both) child.kill('SIGKILL');
    });
    const pages = await Promise.all(both.map(({ saw }) => saw('stderr', /open (http:\S+)/)));
    expect(pages[0]?.[1]).toBe(pages[1]?.[1]);
    for (const { child } of both) child.stdin?.end();
    expect(await Promise.all(both.map(({ ended }) => ended))).toMatchObject([{ code: 0 }, { code: 0 }]);
  });

  it('can run beside it with a store of its own', async () => {
    const folder = temporaryFolder();
    await startDev(folder);
    const second = await startDev(folder, '--memory');
    expect((await second.json('/api/state')).counts.events).toBe(0);
  });

  it('starts when the first was killed and left its note behind', async () => {
    const folder = temporaryFolder();
    const first = await startDev(folder);
    first.program.child.kill('SIGKILL');
    await first.program.ended;
    await startDev(folder);
  });
});

describe('--simulate', () => {
  it.each([
    ['429', 429, { 'retry-after': '5', 'x-mcpwatch-quota-status': 'exceeded' }],
    ['500', 500, {}],
  ])('%s answers senders so', async (what, status, headers) => {
    const { url, json } = await startDev(temporaryFolder(), '--simulate', what);
    const answer = await post(url, [eventOf()]);
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
    expect(await json('/api/state')).toMatchObject({ simulate: what, counts: { events: 0 } });
  });

  it('quota=3 counts down, warns, and refuses', async () => {
    const { url } = await startDev(temporaryFolder(), '--simulate', 'quota=3');
    const statuses: unknown[] = [];
    for (const event_id of ['a', 'b', 'c', 'd']) {
      const { status, headers } = await post(url, [eventOf({ event_id })]);
      const quota = (name: string) => headers.get(`x-mcpwatch-quota-${name}`);
      statuses.push([status, quota('limit'), quota('remaining'), quota('status')]);
    }
    expect(statuses).toEqual([
      [202, '3', '2', 'ok'],
      [202, '3', '1', 'ok'],
      [202, '3', '0', 'exceeded'],
      [429, '3', '0', 'exceeded'],
    ]);
  });

  it('refuses what it does not know', async () => {
    const ended = await run(process.execPath, [CLI, 'dev', '--simulate', 'rain']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('--simulate: expected 429, 500, slow or quota=<events>, got "rain"');
  });
});

describe('mcpwatch dev -- <command>', () => {
  it('observes the command, whose stdin, stdout and exit code are its own', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'seen.db');
    const dev = [CLI, 'dev', '--port', '0', '--db', db, '--', process.execPath, SERVER];
    const observed = await runStdio({
      command: [process.execPath, ...dev],
      env: { MCPWATCH_SPOOL_DIR: folder },
      steps: [...HANDSHAKE, CALL],
    });
    const plain = await runStdio({ command: [process.execPath, SERVER], steps: [...HANDSHAKE, CALL] });
    expect({ stdout: observed.stdout, exitCode: observed.exitCode }).toEqual({
      stdout: plain.stdout,
      exitCode: plain.exitCode,
    });
    expect(observed.stderr).toMatch(/open http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{32}\n/);
    const { json } = await startDev(folder, '--db', db);
    const { items } = await json('/api/events?order=asc');
    expect(items.map(({ event_name }: { event_name: string }) => event_name)).toEqual(
      expect.arrayContaining(['server.initialize', 'add', 'server.close']),
    );
  });

  it.runIf(process.platform !== 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'ends by %s when the command does',
    async (signal) => {
      const command = [process.execPath, '-e', `process.kill(process.pid, '${signal}'); setTimeout(() => {}, 60_000)`];
      const dev = [CLI, 'dev', '--port', '0', '--memory', '--', ...command];
      expect(await run(process.execPath, dev, { env: envOf(temporaryFolder()) })).toMatchObject({ code: null, signal });
    },
  );

  describe.runIf(hasTerminals)('in a terminal', () => {
    const inTerminal = (code: string) => {
      const dev = [process.execPath, CLI, 'dev', '--port', '0', '--memory', '--', process.execPath, '-e', code];
      const line = dev.map((word) => `'${word}'`).join(' ');
      // Some shells wait for the command instead of becoming it, and end by Ctrl-C themselves.
      return start('script', ['-qec', `exec ${line}`, '/dev/null'], { env: envOf(temporaryFolder()) });
    };
    const CTRL_C = '\x03';

    it('stays until Ctrl-C when the command has ended by itself', async () => {
      const { child, saw, ended } = inTerminal('process.exit(7)');
      await saw('stdout', /the command has ended; the page stays until Ctrl-C/);
      child.stdin?.write(CTRL_C);
      expect(await ended).toMatchObject({ code: 7 });
    });

    it('ends with a command that Ctrl-C has ended, and does not say that it stays', async () => {
      const { child, saw, ended } = inTerminal(
        'process.on("SIGINT", () => process.exit(5)); setInterval(() => {}, 1000); console.log("it runs")',
      );
      await saw('stdout', /it runs/);
      child.stdin?.write(CTRL_C);
      expect(await ended).toMatchObject({ code: 5, stdout: expect.not.stringContaining('the page stays') });
    });
  });

  it('needs a command behind --', async () => {
    expect((await run(process.execPath, [CLI, 'dev', '--'])).stderr).toContain('expected a command after --');
  });
});
