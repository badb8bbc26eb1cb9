import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Program, start } from '../support/program.js';
import { fixture, inProject, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, runStdio } from '../support/stdio-run.js';

/** Nothing listens on this port. */
const NOWHERE = 'http://127.0.0.1:9';

const INITIALIZE = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})}\n`;

describe('without a key', () => {
  let dev: Program | undefined;
  afterEach(() => dev?.child.kill('SIGKILL'));

  it('events wait on this machine, and mcpwatch dev shows them once when it is started', async () => {
    await withTemporaryFolder(async (spool) => {
      const env = { MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: NOWHERE };
      const { stderr } = await runStdio({
        command: [process.execPath, '--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')],
        steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } }],
        env,
      });
      expect(stderr).toContain('they wait on this machine for `mcpwatch dev`');

      const command = [inProject('dist', 'cli.js'), 'dev', '--port', '0'];
      dev = start(process.execPath, command, { env: { ...process.env, ...env } });
      await dev.saw(
        'stdout',
        /initialize +server\.initialize.*\n.*notifications\/initialized.*\n.*tool_call +add .*\n.*close +server\.close/,
      );
      dev.child.kill('SIGTERM');
      expect((await dev.ended).stderr).toContain('4 events received');

      dev = start(process.execPath, command, { env: { ...process.env, ...env } });
      await dev.saw('stderr', /listening/);
      dev.child.kill('SIGTERM');
      expect((await dev.ended).stdout).toBe('');
    });
  });

  it('events go to mcpwatch dev of the same user, through its socket, and not to whoever has the port (#9 C7)', async () => {
    await withTemporaryFolder(async (spool) => {
      let connections = 0;
      const stranger = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      // Where another program has the port already, that program is the stranger.
      stranger.on('error', () => {}).listen(6279, '127.0.0.1');
      onTestFinished(() => void stranger.close());

      const env = { ...process.env, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: '' };
      dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', '0'], { env });
      await dev.saw('stderr', /listening/);
      const command = ['--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')];
      const server = start(process.execPath, command, { env: { ...env, MCPWATCH_FLUSH_INTERVAL: '20' } });
      server.child.stdin?.write(INITIALIZE);
      await dev.saw('stdout', /initialize +server\.initialize/);
      server.child.stdin?.end();
      expect((await server.ended).code).toBe(0);
      await dev.saw('stdout', /close +server\.close/);
      expect(connections).toBe(0);
      dev.child.kill('SIGTERM');
      await dev.ended;
      expect(readdirSync(spool).filter((name) => !/^dev(?:-token|\.db)/.test(name))).toEqual([]);
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'a server has no thread for its events until mcpwatch dev is started, and then sends them at once (#14)',
    async () => {
      await withTemporaryFolder(async (spool) => {
        const run = async (endpoint: string) => {
          const env = { ...process.env, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: endpoint };
          const command = ['--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')];
          const server = start(process.execPath, command, { env });
          onTestFinished(() => void server.child.kill('SIGKILL'));
          server.child.stdin?.write(INITIALIZE);
          await server.saw('stdout', /"id":1/);
          // Longer than it takes to look for somebody again.
          await sleep(1500);
          return { server, threads: readdirSync(`/proc/${server.child.pid}/task`).length };
        };
        const sending = await run(NOWHERE);
        const waiting = await run('');
        expect(waiting.threads).toBeLessThan(sending.threads);

        const env = { ...process.env, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: '' };
        dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', '0'], { env });
        await dev.saw('stdout', /initialize +server\.initialize/);
        expect(waiting.server.child.exitCode).toBeNull();
      });
    },
  );

  it('a session that ends in its first call leaves its events to mcpwatch dev (#14)', async () => {
    await withTemporaryFolder(async (spool) => {
      const env = { MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: '' };
      dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', '0'], {
        env: { ...process.env, ...env },
      });
      await dev.saw('stderr', /listening/);
      const { exitCode } = await runStdio({
        command: [process.execPath, '--import', REGISTER_MJS, fixture('dies-in-a-call.mjs')],
        steps: [...HANDSHAKE, { post: 'tools/call', params: { name: 'exit', arguments: {} } }],
        ending: 'exits-by-itself',
        env,
      });
      expect(exitCode).toBe(4);
      await dev.saw('stdout', /initialize +server\.initialize[\s\S]*tool_call +exit[\s\S]*close +server\.close/);
    });
  });

  it('events go nowhere through a folder that others can write to, and that is said', async () => {
    await withTemporaryFolder(async (folder) => {
      const spool = join(folder, 'spool');
      mkdirSync(spool);
      chmodSync(spool, 0o777);
      let connections = 0;
      const stranger = createServer((socket) => {
        connections += 1;
        socket.destroy();
      }).listen(join(spool, 'dev.sock'));
      onTestFinished(() => void stranger.close());

      const { stderr, exitCode } = await runStdio({
        command: [process.execPath, '--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')],
        steps: HANDSHAKE,
        env: { MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: '' },
      });
      expect(exitCode).toBe(0);
      expect(connections).toBe(0);
      expect(stderr).toContain(`MCPWATCH_SPOOL_DIR: ${spool} can be written by other users`);
    });
  });
});
