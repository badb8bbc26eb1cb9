/** `mcpwatch dev` as a process with a folder of its own, and a server that it observes through the official client. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { type Program, start } from './program.js';
import { fixture, inProject } from './project.js';

export const CLI = inProject('dist', 'cli.js');

export const devEnvironment = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  MCPWATCH_SPOOL_DIR: folder,
});

type AtEnd = (undo: () => void | Promise<void>) => void;

/** Resolves when it listens. `atEnd` is called with what ends it. */
export async function startDev(
  folder: string,
  port = '0',
  atEnd: AtEnd = onTestFinished,
): Promise<{ readonly program: Program; readonly port: string }> {
  const program = start(process.execPath, [CLI, 'dev', '--port', port], { env: devEnvironment(folder) });
  atEnd(() => void program.child.kill('SIGKILL'));
  const [, found = ''] = await program.saw('stderr', /listening on http:\/\/127\.0\.0\.1:(\d+) /);
  return { program, port: found };
}

/** Calls of fixtures/esm-stdio-server.mjs under `mcpwatch run`: `add` for each of `sums`, then `fail` and `log`. */
export async function runSession(folder: string, sums: readonly number[]): Promise<void> {
  const client = await connect(['run', '--', process.execPath, fixture('esm-stdio-server.mjs')], folder, {}, () => {});
  await client.listTools();
  for (const a of sums) await client.callTool({ name: 'add', arguments: { a, b: 1 } });
  await client.callTool({ name: 'fail', arguments: {} });
  await client.callTool({ name: 'log', arguments: { text: 'noted' } });
  await client.close();
}

/** Resolves when `dev` has stored the end of `sessions` sessions: events arrive a little later than they happen. */
export async function untilStored({ saw }: Program, sessions: number): Promise<void> {
  const pattern = new RegExp(`(?:[\\s\\S]*server\\.close ){${sessions}}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await saw('stdout', pattern);
      return;
    } catch (error) {
      if (attempt === 6) throw error;
    }
  }
}

/** The official client, connected to a command of mcpwatch. */
export async function connect(
  args: readonly string[],
  folder: string,
  variables: Record<string, string> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Client> {
  const client = new Client({ name: 'test-client', version: '4.5.6' });
  const env = { ...devEnvironment(folder), ...variables };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [CLI, ...args], env, stderr: 'ignore' }),
  );
  atEnd(() => client.close());
  return client;
}
