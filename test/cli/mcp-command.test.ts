/** `mcpwatch mcp`, asked by the official client and by Inspector's command line about a real session. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, connect, devEnvironment, runSession, startDev, untilStored } from '../support/dev-session.js';
import { run } from '../support/program.js';
import { REGISTER_CJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TOOLS = [
  'list_servers',
  'list_sessions',
  'search_calls',
  'get_call',
  'tool_stats',
  'list_problems',
  'compare_calls',
];

/** Where one session was observed, which all tests ask about. */
let folder: string;
const endings: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-mcp-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const { program } = await startDev(folder, '0', (undo) => endings.unshift(undo));
  await runSession(folder, [1, 2]);
  await untilStored(program, 1);
}, 120_000);
afterAll(async () => {
  for (const end of endings) await end();
});

// biome-ignore lint/suspicious/noExplicitAny: an answer, of which a test names the parts it is about
async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<any> {
  const answer = await client.callTool({ name, arguments: args });
  expect(answer, JSON.stringify(answer)).not.toHaveProperty('isError', true);
  return answer.structuredContent;
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function read(client: Client, uri: string): Promise<any> {
  const [content] = (await client.readResource({ uri })).contents;
  return JSON.parse(content !== undefined && 'text' in content ? content.text : '');
}

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('mcpwatch mcp', PATIENT, () => {
  it('answers the official client: servers, sessions, calls, numbers, problems', async () => {
    const client = await connect(['mcp'], folder);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    expect(await ask(client, 'list_servers')).toEqual({
      servers: [
        expect.objectContaining({ server_name: 'esm-stdio-server', versions: ['1.2.3'], clients: ['test-client'] }),
      ],
    });
    const { sessions } = await ask(client, 'list_sessions');
    expect(sessions).toEqual([
      expect.objectContaining({ calls: expect.any(Number), errors: 1, client_name: 'test-client' }),
    ]);
    const { calls } = await ask(client, 'search_calls', { filter: 'tool:add', limit: 1 });
    expect(calls).toEqual([expect.objectContaining({ name: 'add', status: 'ok' })]);
    const stats = await ask(client, 'tool_stats');
    expect(stats.tools).toContainEqual(
      expect.objectContaining({ name: 'fail', numbers: expect.objectContaining({ calls: 1, errors: 1 }) }),
    );
    const { problems } = await ask(client, 'list_problems');
    expect(problems).toEqual([expect.objectContaining({ title: 'the tool broke', count: 1, names: ['fail'] })]);
  });

  it('shows one call with what belongs to it, compares two, and offers both as resources', async () => {
    const client = await connect(['mcp'], folder);
    const { calls } = await ask(client, 'search_calls', { filter: 'tool:add' });
    const [second, first] = calls;
    const detail = await ask(client, 'get_call', { event_id: first.event_id });
    expect(detail).toMatchObject({ params: { a: 1, b: 1 }, result: { content: [{ type: 'text', text: '2' }] } });
    const compared = await ask(client, 'compare_calls', { a: first.event_id, b: second.event_id });
    expect(compared).toMatchObject({
      same_tool: true,
      params: { items: [{ path: '/a', kind: 'changed', before: 1, after: 2 }], cut: false },
      result: { items: [{ path: '/content/0/text', kind: 'changed', before: '2', after: '3' }] },
    });
    const [failed] = (await ask(client, 'search_calls', { filter: 'status:error' })).calls;
    expect(await ask(client, 'get_call', { event_id: failed.event_id })).toMatchObject({
      exception: { type: 'TypeError', message: 'the tool broke' },
    });
    const [logged] = (await ask(client, 'search_calls', { filter: 'tool:log' })).calls;
    const { children } = await ask(client, 'get_call', { event_id: logged.event_id });
    expect(children).toEqual([expect.objectContaining({ name: 'notifications/message' })]);
    expect(await read(client, `mcpwatch://call/${first.event_id}`)).toMatchObject({ params: { a: 1, b: 1 } });
    const { resources } = await client.listResources();
    const { events } = await read(client, resources[0]?.uri ?? '');
    expect(events.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['server.initialize', 'add', 'fail']),
    );
  });

  it('limits what it answers with, and says why there is no answer', async () => {
    const client = await connect(['mcp'], folder);
    const [{ event_id }] = (await ask(client, 'search_calls', { filter: 'tool:fail' })).calls;
    const { attributes } = await ask(client, 'get_call', { event_id, max_bytes: 200 });
    expect(JSON.stringify(attributes).length).toBeLessThan(9_000);
    const refused = async (name: string, args: Record<string, unknown>) => {
      const { isError, content } = await client.callTool({ name, arguments: args });
      return { isError, text: JSON.stringify(content) };
    };
    expect(await refused('search_calls', { filter: 'dur:soon' })).toEqual({
      isError: true,
      text: expect.stringContaining('expected a comparison'),
    });
    expect(await refused('search_calls', { limit: 5000 })).toMatchObject({ isError: true });
    expect(await refused('get_call', { event_id: 'none' })).toEqual({
      isError: true,
      text: expect.stringContaining('no event has the id none'),
    });
    const lonely = await connect(['mcp'], temporaryFolder());
    const { content } = await lonely.callTool({ name: 'list_servers', arguments: {} });
    expect(JSON.stringify(content)).toContain('npx mcpwatch dev');
  });

  it('does not observe itself, under the preload either', async () => {
    const client = await connect(['mcp'], folder, { NODE_OPTIONS: `--require ${REGISTER_CJS}` });
    for (let times = 0; times < 3; times += 1) await ask(client, 'list_servers');
    const { servers } = await ask(client, 'list_servers');
    expect(servers.map(({ server_name }: { server_name: string }) => server_name)).toEqual(['esm-stdio-server']);
    const { calls } = await ask(client, 'search_calls', { filter: 'tool:list_servers' });
    expect(calls).toEqual([]);
  });

  it('answers the command line of the MCP Inspector', { timeout: 300_000 }, async ({ skip }) => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 19)) skip('Inspector needs Node 22.19');
    const home = temporaryFolder();
    try {
      writeFileSync(join(home, 'package.json'), '{"private":true}');
      const install = ['install', '--silent', '--no-audit', '--no-fund', '@modelcontextprotocol/inspector@2.12.0'];
      execFileSync('npm', install, { cwd: home, stdio: 'ignore', timeout: 240_000 });
    } catch {
      skip('Inspector cannot be installed: the registry is out of reach');
    }
    const inspector = async (...args: string[]) => {
      const bin = join(home, 'node_modules', '.bin', 'mcp-inspector');
      const target = [process.execPath, CLI, 'mcp', '-e', `MCPWATCH_SPOOL_DIR=${folder}`];
      const { stdout, stderr } = await run(process.execPath, [bin, '--cli', ...target, ...args], {
        cwd: home,
        env: { ...devEnvironment(folder), HOME: home },
      });
      expect(stdout, stderr).toMatch(/^\{/);
      return JSON.parse(stdout);
    };
    const { tools } = await inspector('--method', 'tools/list');
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(TOOLS);
    const { structuredContent } = await inspector(
      '--method',
      'tools/call',
      '--tool-name',
      'search_calls',
      '--tool-arg',
      'filter=tool:add',
    );
    expect(structuredContent.calls).toHaveLength(2);
  });
});
