/** #10 §6: calls that take their process down so suddenly that nothing in it can report them. */
import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { type Generation, IDENTITY, isGone, serveHttp, serveStdio, until } from '../support/official-client.js';
import { start } from '../support/program.js';
import { fixture, inProject, NODES, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TIMEOUT_MS = 60_000;

interface Death {
  readonly tool: string;
  readonly flags?: readonly string[];
  readonly generation?: Generation;
  readonly transport?: 'stdio' | 'http';
  readonly node?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Waited for before the last call. */
  readonly onceWaiting?: () => Promise<void>;
}

/** One call that succeeds, one that stays open, and one in which the process dies. */
async function dieIn(death: Death): Promise<void> {
  const { tool, flags = [], generation = 'v1', transport = 'stdio', node, env, onceWaiting } = death;
  const args = [...flags, '--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), generation, transport];
  const command = { command: node ?? process.execPath, args, env: { ...process.env, ...env } };
  const served = await (transport === 'stdio' ? serveStdio : serveHttp)(generation, command);
  const client = await served.connect();
  const pid = served.pid();
  await client.callTool({ name: 'echo', arguments: { note: 'fine' } });
  const lost = (name: string) =>
    client.callTool({ name, arguments: { note: 'hello', api_key: 'sk-obviously-fake' } }).catch(() => {});
  void lost('wait');
  await served.saw(/host waits/);
  await onceWaiting?.();
  void lost(tool);
  if (tool === 'spin') {
    await served.saw(/host spins/);
    process.kill(pid, 'SIGKILL');
  }
  await until(() => isGone(pid), 'the end of the process');
}

/** A process with the same settings, until everything has arrived. */
async function startNext(env: NodeJS.ProcessEnv, hasArrived: () => boolean): Promise<void> {
  const args = ['--import', REGISTER_MJS, fixture('dies-suddenly.mjs'), 'v1', 'stdio'];
  const client = await serveStdio('v1', { command: process.execPath, args, env: { ...process.env, ...env } }).connect();
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
      expect(died(received)).toHaveLength(2);
      // What was sent in the moment of the death is sent again, under its id.
      const calls = endpoint.events.filter(({ event_type }) => event_type === 'tool_call');
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
    'is reported too when it has been reported as started before',
    async () => {
      const endpoint = await startEndpoint();
      onTestFinished(() => endpoint.close());
      const env = {
        MCPWATCH_API_KEY: '',
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_SPOOL_DIR: temporaryFolder(),
        MCPWATCH_FLUSH_INTERVAL: '20',
      };
      const started = () => endpoint.events.filter(({ attributes }) => attributes['mcpwatch.state'] === 'started');
      const onceWaiting = () => until(() => started().length > 0, 'the report that a call is open');
      await dieIn({ tool: 'abort', env, onceWaiting });

      await startNext(env, () => died(endpoint.events).length >= 2);

      const waiting = endpoint.events.filter(({ event_name }) => event_name === 'wait');
      expect(waiting.map(({ attributes }) => attributes['mcpwatch.state'] ?? attributes['error.type'])).toEqual([
        'started',
        'process_died',
      ]);
      expect(new Set(waiting.map(({ span_id }) => span_id)).size).toBe(1);
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
