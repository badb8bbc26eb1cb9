/** #9 B4: worker threads with a server that are terminated while the process lives on. */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEndpoint } from '../support/endpoint.js';
import { type Program, run, start } from '../support/program.js';
import { fixture, inProject, NODES, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const THREADS = 3;

async function startPool(node: string, threads: number, more: Record<string, string> = {}) {
  const endpoint = await startEndpoint();
  const dir = temporaryFolder();
  const env = {
    ...process.env,
    MCPWATCH_ENDPOINT: endpoint.url,
    MCPWATCH_API_KEY: endpoint.key,
    MCPWATCH_SPOOL_DIR: dir,
    ...more,
  };
  const program = start(node, ['--import', REGISTER_MJS, fixture('terminated-threads.mjs'), `${threads}`], { env });
  onTestFinished(async () => {
    program.child.kill('SIGKILL');
    await endpoint.close();
  });
  return { endpoint, program, dir };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !isTrue(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function endOf(program: Program) {
  program.child.stdin?.end();
  return program.ended;
}

describe.each(NODES)('terminated threads, on %s', (_, node) => {
  it('leave their events and their close, which arrive while the process lives on', async () => {
    const { endpoint, program, dir } = await startPool(node, THREADS);
    await until(() => endpoint.events.length >= 3 * THREADS);
    expect(program.child.exitCode).toBeNull();
    const names = endpoint.events.map((event) => event.event_name).sort();
    expect(names).toEqual(['hello', 'server.close', 'server.initialize'].flatMap((name) => Array(THREADS).fill(name)));
    const closes = endpoint.events.filter((event) => event.event_type === 'close');
    expect(closes.map(({ started_at, ended_at }) => ended_at >= started_at)).toEqual([true, true, true]);
    await until(() => readdirSync(dir).length === 0);
    expect(readdirSync(dir)).toEqual([]);
    expect((await endOf(program)).code).toBe(0);
  }, 30_000);

  it('without a disk lose events, and that is said', async () => {
    const { program } = await startPool(node, 1, { MCPWATCH_SPOOL: 'off', MCPWATCH_FLUSH_INTERVAL: '600000' });
    await program.saw('stderr', /2 events of a worker thread are lost/);
    expect((await endOf(program)).code).toBe(0);
  }, 30_000);
});

describe('vitest’s thread pool', () => {
  it('loses nothing: calls and closes arrive, at the next start of a server at the latest', async () => {
    const endpoint = await startEndpoint();
    onTestFinished(() => endpoint.close());
    const dir = temporaryFolder();
    const env = {
      ...process.env,
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SPOOL_DIR: dir,
    };
    const vitest = inProject('node_modules', 'vitest', 'vitest.mjs');
    const args = ['--import', REGISTER_MJS, vitest, 'run', '--root', fixture('thread-pool')];
    const { code, stdout } = await run(process.execPath, args, {
      env: { ...env, NODE_OPTIONS: `--import ${pathToFileURL(REGISTER_MJS).href}` },
    });
    expect(stdout).toContain('2 passed');
    expect(code).toBe(0);
    const next = start(process.execPath, ['--import', REGISTER_MJS, fixture('terminated-threads.mjs'), '1'], { env });
    onTestFinished(() => void next.child.kill('SIGKILL'));
    await until(() => endpoint.events.length >= 9);
    const pooled = endpoint.events.filter((event) => event.server_name === 'pooled').map((event) => event.event_name);
    expect(pooled.sort()).toEqual([
      'one',
      'server.close',
      'server.close',
      'server.initialize',
      'server.initialize',
      'two',
    ]);
    await endOf(next);
  }, 60_000);
});
