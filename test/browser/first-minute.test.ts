/** The first minute: the command, the address, a published server, and the page that fills; then a collector that restarts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Program, start } from '../support/program.js';
import { inProject } from '../support/project.js';
import { describeInBrowser, openInBrowser, rowNamed } from './browser.js';

const EVERYTHING = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist',
  'index.js',
);

let folder: string;
let dev: Program;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-first-minute-'));
});
afterEach(() => {
  dev.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function startDev(port = '0'): Promise<{ readonly url: string; readonly page: string }> {
  const env = { PATH: process.env['PATH'], HOME: folder, MCPWATCH_SPOOL_DIR: join(folder, 'spool') };
  dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', port], { env });
  const [, page = '', url = ''] = await dev.saw('stderr', /open ((http:\/\/127\.0\.0\.1:\d+)\/open\/[\w-]+)/);
  return { page, url };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ name: 'a-new-user', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--import', pathToFileURL(inProject('register.mjs')).href, EVERYTHING, 'stdio'],
      env: { PATH: process.env['PATH'] ?? '', MCPWATCH_ENDPOINT: url, MCPWATCH_SPOOL_DIR: join(folder, 'spool') },
      stderr: 'ignore',
    }),
  );
  return client;
}

describeInBrowser('the first minute', () => {
  it('leads from an empty page to the first call of a published server', async () => {
    const { url, page: address } = await startDev();
    const page = await openInBrowser(address);
    await page.getByRole('heading', { name: 'Waiting for the first event' }).waitFor();
    await page.getByRole('tab', { name: 'Claude Desktop' }).click();
    expect(await page.getByRole('tabpanel').textContent()).toContain(pathToFileURL(inProject('register.mjs')).href);
    const client = await connect(url);
    await client.callTool({ name: 'echo', arguments: { message: 'hello, page' } });
    await rowNamed(page, 'echo').click();
    await page.getByRole('complementary').getByText('hello, page').first().waitFor();
    await page.getByRole('complementary').getByText('a-new-user').waitFor();
    await client.close();
  });

  it('goes on when the collector is killed and started again under the page', async () => {
    const { url, page: address } = await startDev();
    const page = await openInBrowser(address);
    const client = await connect(url);
    await client.callTool({ name: 'echo', arguments: { message: 'one' } });
    await rowNamed(page, 'echo').waitFor();
    dev.child.kill('SIGKILL');
    await dev.ended;
    await page.getByRole('alert').getByText('not reachable').waitFor();
    expect(await rowNamed(page, 'echo').count()).toBe(1);
    await client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } });
    await startDev(new URL(url).port);
    await rowNamed(page, 'get-sum').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await client.close();
  });
});
