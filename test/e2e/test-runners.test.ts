/** Servers of tests, inside their own process and started by the official client, in every test runner, under `mcpwatch check` (#13). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Ended, run, start } from '../support/program.js';
import { fixture, inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const FOLDER = fixture('in-process');
const VITEST = inProject('node_modules', 'vitest', 'vitest.mjs');

/** jest and mocha are large: they are installed for these tests only. */
let runners: string;
beforeAll(async () => {
  runners = mkdtempSync(join(tmpdir(), 'mcpwatch-runners-'));
  writeFileSync(join(runners, 'package.json'), '{"private":true}');
  const install = ['install', '--no-audit', '--no-fund', '--silent', 'jest@30.5.2', 'mocha@12.0.3', 'tsx'];
  const { code, stderr } = await run('npm', install, { cwd: runners });
  expect(code, stderr).toBe(0);
  return () => rmSync(runners, { recursive: true, force: true });
}, 600_000);

/** This test is run by Vitest too, which leaves variables for its workers. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|MCPWATCH_|CI$|GITHUB_|NODE_ENV$|TEST$)/.test(name)),
);

const check = (command: readonly string[], more: NodeJS.ProcessEnv = {}, cwd = FOLDER): Promise<Ended> =>
  run(process.execPath, [CLI, 'check', '--', process.execPath, ...command], { cwd, env: { ...env, ...more } });

const inRunners = (...path: string[]) => join(runners, 'node_modules', ...path);
const jestConfig = (testMatch: string, rootDir = FOLDER) =>
  JSON.stringify({
    rootDir,
    transform: {},
    testMatch: [`**/${testMatch}`],
    testEnvironment: 'node',
    cacheDirectory: temporaryFolder(),
  });
const jest = (...args: string[]) => [inRunners('jest', 'bin', 'jest.js'), '--no-watchman', ...args];

describe('a server in a test’s own process is observed', () => {
  it.each([
    ['node --test', () => ['--test', 'node-test.mjs'], 1],
    ['mocha', () => [inRunners('mocha', 'bin', 'mocha.js'), 'globals.test.cjs'], 1],
    [
      'mocha --parallel',
      () => [inRunners('mocha', 'bin', 'mocha.js'), '--parallel', 'globals.test.cjs', 'second.test.cjs'],
      2,
    ],
    ['jest, in workers', () => jest('-w', '2', '-c', jestConfig('*.test.cjs')), 2],
    ['jest, in one process', () => jest('--runInBand', '-c', jestConfig('*.test.cjs')), 2],
    ['jest, ES modules', () => ['--experimental-vm-modules', ...jest('-c', jestConfig('jest-esm.test.mjs'))], 1],
    ['vitest, forks', () => [VITEST, 'run', '--pool=forks', 'vitest.test.mjs'], 1],
    ['vitest, threads', () => [VITEST, 'run', '--pool=threads', 'vitest.test.mjs'], 1],
    ['vitest, vmForks', () => [VITEST, 'run', '--pool=vmForks', 'vitest.test.mjs'], 1],
    ['vitest, vmThreads', () => [VITEST, 'run', '--pool=vmThreads', 'vitest.test.mjs'], 1],
  ] as const)(
    'by %s',
    async (_, command, sessions) => {
      const { code, stdout, stderr } = await check(command());
      const said = `${stdout}\n${stderr}`;
      expect(code, said).toBe(0);
      expect(stderr).toContain(
        `mcpwatch check: OK (${sessions} call${sessions === 1 ? '' : 's'} in ${sessions} session`,
      );
      expect(stderr).toMatch(new RegExp(`\\n {2}hello +${sessions} +0 `));
    },
    120_000,
  );
});

it('a server in jest’s worker threads is not, and the check says so', async () => {
  const { code, stderr } = await check(jest('-w', '2', '--workerThreads', '-c', jestConfig('*.test.cjs')));
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('no session of an MCP server was seen');
}, 120_000);

const STARTING = fixture('client-tests');
const SERVER = fixture('esm-stdio-server.mjs');
const ADD = JSON.stringify({ name: 'add', arguments: { a: 1, b: 2 } });
const byNode = JSON.stringify([process.execPath, SERVER]);

/** A shell script that starts `command` among other things. */
function script(command: string): string {
  const path = join(temporaryFolder(), 'server.sh');
  writeFileSync(path, `#!/bin/sh\necho starting >&2\n${command}\n`, { mode: 0o755 });
  return path;
}

describe('a server that a test starts with the official client is observed', () => {
  it.each([
    ['node --test', () => ['--test', 'calls-node-test.mjs'], 1],
    ['mocha', () => [inRunners('mocha', 'bin', 'mocha.js'), 'globals.test.cjs'], 1],
    [
      'mocha --parallel',
      () => [inRunners('mocha', 'bin', 'mocha.js'), '--parallel', 'globals.test.cjs', 'second.test.cjs'],
      2,
    ],
    ['jest, in workers', () => jest('-w', '2', '-c', jestConfig('*.test.cjs', STARTING)), 2],
    ['jest, in worker threads', () => jest('-w', '2', '--workerThreads', '-c', jestConfig('*.test.cjs', STARTING)), 2],
    ['jest, in one process', () => jest('--runInBand', '-c', jestConfig('*.test.cjs', STARTING)), 2],
    [
      'jest, ES modules',
      () => ['--experimental-vm-modules', ...jest('-c', jestConfig('jest-esm.test.mjs', STARTING))],
      1,
    ],
    ...['forks', 'threads', 'vmForks', 'vmThreads'].map(
      (pool) => [`vitest, ${pool}`, () => [VITEST, 'run', `--pool=${pool}`, 'calls.test.mjs'], 1] as const,
    ),
  ] as const)(
    'by %s',
    async (_, command, sessions) => {
      const { code, stdout, stderr } = await check(command(), { SERVER: byNode, TOOL: ADD }, STARTING);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      expect(stderr).toMatch(
        new RegExp(
          `mcpwatch check: OK \\(${sessions} calls? in ${sessions} sessions?\\)[\\s\\S]*\\n {2}add +${sessions} +0 `,
        ),
      );
    },
    120_000,
  );

  it.each([
    [
      'npx',
      () => ['npx', '--no-install', 'mcp-server-everything', 'stdio'],
      { name: 'echo', arguments: { message: 'x' } },
    ],
    ['tsx', () => [inRunners('.bin', 'tsx'), join(STARTING, 'server.ts')], JSON.parse(ADD)],
    [
      'npx tsx',
      () => ['npx', '--no-install', '--prefix', runners, 'tsx', join(STARTING, 'server.ts')],
      JSON.parse(ADD),
    ],
    ['a shell script', () => [script(`exec '${process.execPath}' '${SERVER}'`)], JSON.parse(ADD)],
    ['a shell script with a child', () => [script(`'${process.execPath}' '${SERVER}' | cat`)], JSON.parse(ADD)],
    [
      'npm run',
      () => ['npm', 'run', '--silent', '--prefix', packageWith(`node '${SERVER}'`), 'start'],
      JSON.parse(ADD),
    ],
  ] as const)(
    'through %s',
    async (_, server, tool) => {
      const variables = { SERVER: JSON.stringify(server()), TOOL: JSON.stringify(tool) };
      const { code, stdout, stderr } = await check(['--test', 'calls-node-test.mjs'], variables, STARTING);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      expect(stderr).toMatch(new RegExp(`OK \\(1 call in 1 session\\)[\\s\\S]*\\n {2}${tool.name} +1 +0 `));
    },
    120_000,
  );

  it('with the id of the run, whatever starts it', async () => {
    const folder = temporaryFolder();
    const dev = start(process.execPath, [CLI, 'dev', '--port', '0', '--memory', '--json'], {
      env: { ...env, HOME: folder, MCPWATCH_SPOOL_DIR: folder },
    });
    onTestFinished(() => void dev.child.kill('SIGKILL'));
    const [, port] = await dev.saw('stderr', /listening on http:\/\/127\.0\.0\.1:(\d+)/);
    const variables = {
      SERVER: byNode,
      TOOL: ADD,
      MCPWATCH_ENDPOINT: `http://127.0.0.1:${port}`,
      MCPWATCH_SPOOL_DIR: folder,
      MCPWATCH_RUN_ID: 'job-7',
    };
    const command = jest('-w', '2', '-c', jestConfig('*.test.cjs', STARTING));
    const ended = await run(process.execPath, [CLI, 'run', '--', process.execPath, ...command], {
      cwd: STARTING,
      env: { ...env, ...variables },
    });
    expect(ended.code, ended.stderr).toBe(0);
    const [lines] = await dev.saw('stdout', /(?:[\s\S]*"server\.close"[^\n]*\n){2}/);
    const ids = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).attributes['mcpwatch.run.id']);
    expect(new Set(ids)).toEqual(new Set(['job-7']));
  }, 120_000);
});

function packageWith(start: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts: { start } }));
  return folder;
}
