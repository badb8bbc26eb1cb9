/** #10 §6: calls that take their process down so suddenly that nothing in it can report them. */
import { readdirSync } from 'node:fs';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { start } from '../support/program.js';
import { fixture, inProject, NODES, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Generation = 'v1' | 'v2';

interface Caller {
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const IDENTITY = { name: 'official-client', version: '7.8.9' };
const TIMEOUT_MS = 60_000;

async function clientOf(generation: Generation, transport: object): Promise<Caller> {
  const client = generation === 'v1' ? new ClientV1(IDENTITY) : new ClientV2(IDENTITY);
  await client.connect(transport as never);
  return client;
}

/** The official client's own transport, around a process that the test can kill. */
async function overStdio(generation: Generation, command: string, args: string[], env: NodeJS.ProcessEnv) {
  const transport = new (generation === 'v1' ? StdioV1 : StdioV2)({
    command,
    args,
    env: env as Record<string, string>,
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const client = await clientOf(generation, transport);
  onTestFinished(() => client.close());
  const saw = (pattern: RegExp) => until(() => pattern.test(stderr), `${pattern} in ${stderr}`);
  return { client, saw, pid: transport.pid ?? 0 };
}

async function overHttp(generation: Generation, command: string, args: string[], env: NodeJS.ProcessEnv) {
  const program = start(command, args, { env });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  const [, port] = await program.saw('stdout', /(\d+)/);
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  const client = await clientOf(generation, generation === 'v1' ? new HttpV1(url) : new HttpV2(url));
  onTestFinished(() => client.close());
  return { client, saw: (pattern: RegExp) => program.saw('stderr', pattern), pid: program.child.pid ?? 0 };
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 2500 && !isTrue(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!isTrue()) throw new Error(`waited too long for ${what}`);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

interface Death {
  readonly tool: string;
  readonly flags?: readonly string[];
  readonly generation?: Generation;
  readonly transport?: 'stdio' | 'http';
  readonly node?: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One call that succeeds, one that stays open, and one in which the process dies. */
async function dieIn({ tool, flags = [], generation = 'v1', transport = 'stdio', node, env }: Death): Promise<void> {
  const args = [...flags, '--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), generation, transport];
  const open = transport === 'stdio' ? overStdio : overHttp;
  const { client, saw, pid } = await open(generation, node ?? process.execPath, args, { ...process.env, ...env });
  await client.callTool({ name: 'echo', arguments: { note: 'fine' } });
  const lost = (name: string) =>
    client.callTool({ name, arguments: { note: 'hello', api_key: 'sk-obviously-fake' } }).catch(() => {});
  void lost('wait');
  await saw(/host waits/);
  void lost(tool);
  if (tool === 'spin') {
    await saw(/host spins/);
    process.kill(pid, 'SIGKILL');
  }
  await until(() => isGone(pid), 'the end of the process');
}

/** A process with the same settings, until everything has arrived. */
async function startNext(env: NodeJS.ProcessEnv, hasArrived: () => boolean): Promise<void> {
  const args = ['--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), 'v1', 'stdio'];
  const { client } = await overStdio('v1', process.execPath, args, { ...process.env, ...env });
  await until(hasArrived, 'what the dead process has left');
  await client.close();
}

const died = (events: readonly McpWatchEvent[]) => events.filter((event) => event.is_error);

const WAYS = [
  ['process.abort', 'abort', []],
  ['SIGKILL while it spins', 'spin', []],
  ['running out of memory', 'hoard', ['--max-old-space-size=30']],
  ['a segmentation fault', 'recurse', ['--stack-size=60000']],
] as const;

const CASES = [
  ...NODES.flatMap(([name, node]) =>
    WAYS.map(([way, tool, flags]) => ({
      way,
      tool,
      flags,
      node,
      on: name,
      generation: 'v1' as const,
      transport: 'stdio' as const,
    })),
  ),
  ...([['v1', 'http'] as const, ['v2', 'stdio'] as const, ['v2', 'http'] as const] as const).map(
    ([generation, transport]) => ({
      way: 'process.abort',
      tool: 'abort',
      flags: [],
      node: process.execPath,
      on: 'the current Node',
      generation,
      transport,
    }),
  ),
];

describe('a call in which the process dies', () => {
  it.each(CASES)(
    'of $way (SDK $generation, $transport, $on): the next process reports it, once, with the other open call',
    async ({ tool, flags, node, generation, transport }) => {
      const endpoint = await startEndpoint();
      onTestFinished(() => endpoint.close());
      const dir = temporaryFolder();
      const env = { MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: dir, MCPWATCH_FLUSH_INTERVAL: '20' };
      await dieIn({ tool, flags, generation, transport, node, env });

      await startNext(env, () => died(endpoint.events).length >= 2);

      const received = endpoint.requests.flatMap(({ body }) => body.batch);
      const calls = received.filter(({ event_type }) => event_type === 'tool_call');
      expect(calls.map(({ event_name }) => event_name).sort()).toEqual([tool, 'echo', 'wait'].sort());
      expect(calls.find(({ event_name }) => event_name === 'echo')).toMatchObject({ is_error: false });
      for (const event of died(received)) {
        expect(event).toMatchObject({
          event_type: 'tool_call',
          mcp_method: 'tools/call',
          request_params: { note: 'hello', api_key: '[redacted]' },
          response_content: null,
          error_code: null,
          error_message: 'no reply: the process died without an exit (killed, aborted, crashed or out of memory)',
          transport_type: transport === 'stdio' ? 'stdio' : 'streamable-http',
          server_name: 'dies-suddenly',
          client_name: IDENTITY.name,
          attributes: { 'error.type': 'process_died', 'jsonrpc.request.id': expect.stringMatching(/^\d+$/) },
        });
        expect(event.ended_at >= event.started_at).toBe(true);
      }
      // Over HTTP there is a caller, and so a key for its hash.
      expect(readdirSync(dir).filter((name) => name !== 'identity.salt')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'mcpwatch dev reports it',
    async () => {
      const dir = temporaryFolder();
      const env = { MCPWATCH_ENDPOINT: '', MCPWATCH_SPOOL_DIR: dir };
      await dieIn({ tool: 'abort', env });

      const dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', '0', '--json'], {
        env: { ...process.env, ...env },
      });
      onTestFinished(() => void dev.child.kill('SIGKILL'));
      await dev.saw('stdout', /"event_name":"abort"/);
      dev.child.kill('SIGTERM');
      const { stdout } = await dev.ended;
      const rows = stdout.split('\n').filter((line) => line !== '');
      expect(rows.filter((row) => row.includes('process_died'))).toHaveLength(2);
      expect(rows).toHaveLength(5);
    },
    TIMEOUT_MS,
  );
});
