import { afterEach, describe, expect, it } from 'vitest';
import { type Program, start } from '../support/program.js';
import { fixture, inProject, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, runStdio } from '../support/stdio-run.js';

/** Nothing listens on this port. */
const NOWHERE = 'http://127.0.0.1:9';

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
      await dev.saw('stdout', /initialize +server\.initialize.*\n.*tool_call +add .*\n.*close +server\.close/);
      dev.child.kill('SIGTERM');
      expect((await dev.ended).stderr).toContain('3 events received');

      dev = start(process.execPath, command, { env: { ...process.env, ...env } });
      await dev.saw('stderr', /listening/);
      dev.child.kill('SIGTERM');
      expect((await dev.ended).stdout).toBe('');
    });
  });
});
