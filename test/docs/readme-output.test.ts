/** The output in README is printed by real programs; this test writes it (`npm run docs`). */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSection, writeSection } from '../../scripts/marked-section.js';
import { start } from '../support/program.js';
import { fixture, inProject, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { runStdio, type Step } from '../support/stdio-run.js';

const call = (name: string, args: object): Step => ({ request: 'tools/call', params: { name, arguments: args } });

const STEPS: readonly Step[] = [
  {
    request: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'example-client', version: '1.0.0' },
    },
  },
  { notify: 'notifications/initialized' },
  call('search_notes', { query: 'milk' }),
  call('summarize', { note: 'today' }),
  call('delete_note', { note: 'today' }),
  { request: 'resources/read', params: { uri: 'note://today' } },
];

/** Runs a server against `mcpwatch dev`, and returns both their outputs as README shows them. */
function printed(): Promise<string> {
  return withTemporaryFolder(async (spool) => {
    const env = { MCPWATCH_SPOOL_DIR: spool };
    const dev = start(process.execPath, [inProject('dist', 'cli.js'), 'dev', '--port', '0'], {
      env: { ...process.env, ...env },
    });
    try {
      const [, url = ''] = await dev.saw('stderr', /listening on (http:\/\/127\.0\.0\.1:\d+)/);
      const server = await runStdio({
        command: [process.execPath, '--import', REGISTER_MJS, fixture('notes-server.mjs')],
        steps: STEPS,
        env: { ...env, MCPWATCH_SHUTDOWN_TIMEOUT: '20000' },
      });
      const [all] = await dev.saw('stdout', /^[\s\S]*server\.close.*\n/);
      // On a busy machine a call may be open for a second, and is printed as running too.
      const lines = all.replaceAll(/^.* running .*\n/gm, '');
      const [greeting] = await dev.saw('stderr', /^.*listening on.*\n.*open http.*$/m);
      dev.child.kill('SIGTERM');
      await once(dev.child, 'exit');
      const text = `$ node --import mcpwatch/register server.js\n${server.stderr}\n$ npx mcpwatch dev\n${greeting}\n${lines}`;
      return `\`\`\`text\n${text
        .replaceAll(url, 'http://127.0.0.1:6279')
        .replace(/\/open\/\S+/, '/open/<token>')
        .trim()}\n\`\`\``;
    } finally {
      dev.child.kill('SIGKILL');
    }
  });
}

/** Times and durations differ from run to run; everything else must not. */
const withoutTimes = (text: string) =>
  text.replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, '<time>').replaceAll(/ +[\d.]+ (?:ms|s|min)(?= )/g, ' <duration>');

// Without configuration, a server on Windows sends to the usual port, where something else may listen.
describe.skipIf(process.platform === 'win32')('README', () => {
  it('shows what mcpwatch prints (otherwise: npm run docs)', async () => {
    const readme = readFileSync('README.md', 'utf8');
    const output = await printed();
    const isUpToDate = withoutTimes(readSection(readme, 'dev')) === withoutTimes(output);
    await expect(isUpToDate ? readme : writeSection(readme, 'dev', output)).toMatchFileSnapshot('../../README.md');
  });
});
