/** Servers that are created and never connected are a problem in `mcpwatch dev`; processes that only look so are not (#11). */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLI, devEnvironment, startDev } from '../support/dev-session.js';
import { run, start } from '../support/program.js';
import { fixture, NODES, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FILE = fixture('never-connects.mjs');
const program = (...args: string[]) => ['--import', REGISTER_MJS, FILE, ...args];

/** What is left in the spool of a process that has run to its end. */
async function leftBy(args: readonly string[], variables: Record<string, string> = {}): Promise<readonly string[]> {
  const folder = temporaryFolder();
  await run(process.execPath, args, { env: { ...devEnvironment(folder), ...variables } });
  return readdirSync(folder).filter((name) => name.includes('.seg'));
}

describe.each(NODES)('on %s', (_name, node) => {
  it('mcpwatch dev shows which server it was, how the process ended, and where', async () => {
    const folder = temporaryFolder();
    const env = { ...devEnvironment(folder), MCPWATCH_SOURCES: '1' };
    const codes: (number | null)[] = [];
    for (const args of [['forgets'], ['forgets', 'v2'], ['exits'], ['throws']]) {
      codes.push((await run(node, program(...args), { env })).code);
    }
    expect(codes).toEqual([0, 0, 3, 1]);

    const { program: dev } = await startDev(folder);
    await dev.saw('stdout', /(?:[\s\S]*server\.never_connected){4}/);
    const report = await run(process.execPath, [CLI, 'report', '--format', 'json'], { env });
    const { problems } = JSON.parse(report.stdout);
    expect(problems).toHaveLength(2);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'never_connected',
          title: 'not connected to a transport before the process exited with code <n>',
          count: 3,
          servers: ['forgotten-v1', 'forgotten-v2'],
          location: `${FILE}:10:25`,
          advice: expect.stringContaining('server.connect(transport)'),
        }),
        expect.objectContaining({
          title: 'not connected to a transport before the process died of: SEARCH_URL is missing',
          location: `${FILE}:12:30`,
        }),
      ]),
    );
    const tail = start(process.execPath, [CLI, 'tail', 'SEARCH_URL'], { env });
    await tail.saw('stdout', /never_connected.*SEARCH_URL is missing/);
    tail.child.kill('SIGTERM');
    await tail.ended;
  }, 60_000);
});

it('a process that is ended by a signal while it waits is reported, and ends by that signal', async () => {
  const folder = temporaryFolder();
  const { program: dev } = await startDev(folder);
  const server = start(process.execPath, program('waits'), { env: devEnvironment(folder) });
  await server.saw('stderr', /waiting/);
  server.child.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  await dev.saw('stdout', /never_connected.*was ended by SIGTERM/);
});

describe('nothing is reported', () => {
  it.each([
    ['by default under this test, which shows that the others could fail', ['forgets'], {}, 1],
    ['of a program that only imports the SDK', ['imports'], {}, 0],
    ['of a server that waits for clients over HTTP', ['listens'], {}, 0],
    ['of a program that runs in another process', ['restarts'], {}, 0],
    ['of a question', ['forgets', 'v1', '--version'], {}, 0],
    ['of a test', ['forgets'], { NODE_TEST_CONTEXT: 'child-v8' }, 0],
    ['to the cloud', ['forgets'], { MCPWATCH_API_KEY: 'not-a-real-key', MCPWATCH_ENDPOINT: 'http://127.0.0.1:9' }, 0],
    ['of a process in which mcpwatch is switched off', ['forgets'], { MCPWATCH_DISABLED: '1' }, 0],
  ])('%s', async (_, args, variables, segments) => {
    expect(await leftBy(program(...args), variables)).toHaveLength(segments);
  });

  it('of a server that has connected', async () => {
    expect(await leftBy(['--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')])).toHaveLength(0);
  });
});
