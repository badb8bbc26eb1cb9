/** The configuration that the page offers, taken at its word: a client that knows nothing else starts the server with it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { configurationsFor } from '../../src/page/views/empty/configurations.js';
import { run, start } from '../support/program.js';
import { inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const EVERYTHING = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist',
  'index.js',
);

/** The package where a path has all that URLs, shells and JSON treat in ways of their own. */
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-C# & 100% “ünï” wh?t-'));
const installed = join(folder, 'mcpwatch');
beforeAll(() => {
  for (const name of ['package.json', 'register.mjs', 'dist']) {
    cpSync(inProject(name), join(installed, name), { recursive: true });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bareEnv = (home: string) => ({ PATH: process.env['PATH'] ?? '', HOME: home });

async function startDev(home: string, env: Readonly<Record<string, string>>, ...flags: string[]) {
  const dev = start(process.execPath, [join(installed, 'dist', 'cli.js'), 'dev', '--port', '0', ...flags], {
    env: { ...bareEnv(home), ...env },
  });
  onTestFinished(async () => {
    dev.child.kill('SIGKILL');
    await dev.ended;
  });
  const [, url = '', token = ''] = await dev.saw('stderr', /open (http:\S+)\/open\/(\S+)/);
  const headers = { authorization: `Bearer ${token}` };
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which a test names the parts it is about
  const json = async (path: string): Promise<any> => (await fetch(`${url}${path}`, { headers })).json();
  return { json };
}

/** As an editor does: reads the file, and starts what it says in another folder and an environment of its own. */
async function callAs(name: string, text: string, home: string): Promise<void> {
  const file = join(home, `${name}.json`);
  writeFileSync(file, text.replace('/path/to/your/server.js', EVERYTHING));
  const { mcpServers, servers } = JSON.parse(readFileSync(file, 'utf8'));
  const { command, args, env } = (mcpServers ?? servers)['my-server'];
  const client = new Client({ name, version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command, args, env: { ...bareEnv(home), ...env }, cwd: '/', stderr: 'ignore' }),
  );
  await client.callTool({ name: 'echo', arguments: { message: `by ${name}` } });
  await client.close();
}

async function callersSeen(json: (path: string) => Promise<unknown>, count: number): Promise<readonly string[]> {
  for (const giveUp = Date.now() + 60_000; ; ) {
    const { items } = (await json('/api/events?filter=tool:echo')) as { items: { client_name: string }[] };
    if (items.length >= count || Date.now() > giveUp) return items.map(({ client_name }) => client_name).sort();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('configuration from the page', PATIENT, () => {
  it.each<[string, (home: string) => Readonly<Record<string, string>>]>([
    ['an ordinary environment', () => ({})],
    ['XDG_STATE_HOME set', (home) => ({ XDG_STATE_HOME: join(home, 'state') })],
    ['MCPWATCH_SPOOL_DIR set', (home) => ({ MCPWATCH_SPOOL_DIR: join(home, 'spool') })],
    ['MCPWATCH_SPOOL=off', () => ({ MCPWATCH_SPOOL: 'off' })],
    ['a path that is too long for a socket', (home) => ({ MCPWATCH_SPOOL_DIR: join(home, 'x'.repeat(120)) })],
  ])('works in every client, with %s', async (_, env) => {
    const home = temporaryFolder();
    const { json } = await startDev(home, env(home));
    const { setup } = await json('/api/state');
    const forClients = configurationsFor(setup).filter(({ text }) => text.startsWith('{'));
    await Promise.all(forClients.map(({ name, text }) => callAs(name, text, home)));
    expect(await callersSeen(json, forClients.length)).toEqual(['Claude Desktop', 'Cursor', 'VS Code']);
  });

  it('of a second mcpwatch dev leads there, and not to the first', async () => {
    const home = temporaryFolder();
    const first = await startDev(home, {});
    const second = await startDev(home, {}, '--memory');
    const { setup } = await second.json('/api/state');
    const [desktop] = configurationsFor(setup).filter(({ text }) => text.startsWith('{'));
    await callAs('Claude Desktop', desktop?.text ?? '', home);
    expect(await callersSeen(second.json, 1)).toEqual(['Claude Desktop']);
    expect(await callersSeen(first.json, 0)).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('for a shell is one command, whatever is in the paths', async () => {
    const home = temporaryFolder();
    const { json } = await startDev(home, { MCPWATCH_SPOOL: 'off' });
    const { setup } = await json('/api/state');
    const [shell] = configurationsFor(setup);
    const cwd = join(home, 'a server');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'server.js'), 'console.log(process.env.NODE_OPTIONS !== undefined)');
    const { code, stdout } = await run('sh', ['-c', shell?.text ?? ''], { cwd, env: bareEnv(home) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'true\n' });
  });
});
