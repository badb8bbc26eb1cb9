/** The compiled code of the preload and the agent is kept in the spool folder, and the next start uses it (#8, #14). */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODE_FILE } from '../../src/compiled/code-file.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';

const codeIn = (spool: string) =>
  existsSync(spool)
    ? readdirSync(spool)
        .filter((name) => CODE_FILE.test(name))
        .map((name) => join(spool, name))
    : [];

const codeFileNameIn = (spool: string, of: string) =>
  readdirSync(spool).find((name) => name.startsWith(of) && CODE_FILE.test(name)) ?? '';

describe.each(NODES)('the code of the preload and the agent, on %s', (_name, node) => {
  async function serve(spool: string, steps: readonly Step[] = [], flags: readonly string[] = []) {
    const endpoint = await startEndpoint();
    const run = await runStdio({
      command: [node, ...flags, '--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')],
      steps: [...HANDSHAKE, ...steps],
      env: {
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_API_KEY: endpoint.key,
        MCPWATCH_SPOOL_DIR: spool,
        MCPWATCH_LOG: 'debug',
        MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      },
    });
    await endpoint.close();
    const [, code] = /the code is (.+)/.exec(run.stderr) ?? [];
    return { code, exitCode: run.exitCode, events: endpoint.events.map((event) => event.event_name) };
  }
  const EVENTS = { exitCode: 0, events: ['server.initialize', 'server.close'] };

  it('is kept by a server that runs for a while, and used by the next one', async () => {
    await withTemporaryFolder(async (folder) => {
      const spool = join(folder, 'spool');
      expect(await serve(spool)).toEqual({ code: 'fresh, fresh', ...EVENTS });
      expect(codeIn(spool)).toEqual([]);

      await serve(spool, [{ untilTrue: () => codeIn(spool).length === 2 }]);
      expect(codeIn(spool).map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);

      expect(await serve(spool)).toEqual({ code: 'kept, kept', ...EVENTS });
      // Another way of running code, for which V8 refuses it.
      expect(await serve(spool, [], ['--no-opt'])).toEqual({ code: 'fresh, fresh', ...EVENTS });

      for (const [of, without] of [
        ['agent', 'kept, fresh'],
        ['preload', 'fresh, kept'],
      ] as const) {
        const file = join(spool, codeFileNameIn(spool, of));
        const whole = readFileSync(file);
        for (const at of [0, 5, 40, whole.length >> 1, whole.length - 1]) {
          const damaged = Buffer.from(whole);
          damaged[at] = (damaged[at] ?? 0) ^ 0xff;
          writeFileSync(file, damaged);
          expect(await serve(spool)).toEqual({ code: without, ...EVENTS });
        }
        writeFileSync(file, whole);

        chmodSync(file, 0o622);
        expect(await serve(spool)).toEqual({ code: without, ...EVENTS });
        chmodSync(file, 0o600);
      }
      chmodSync(spool, 0o722);
      expect((await serve(spool)).code).toBe('fresh, fresh');
    });
  }, 240_000);
});
