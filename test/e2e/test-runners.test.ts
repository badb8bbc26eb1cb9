/** Servers that run inside a test's own process, in every test runner, under `mcpwatch check` (#13). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, run } from '../support/program.js';
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
  const install = ['install', '--no-audit', '--no-fund', '--silent', 'jest@30.5.2', 'mocha@12.0.3'];
  const { code, stderr } = await run('npm', install, { cwd: runners });
  expect(code, stderr).toBe(0);
  return () => rmSync(runners, { recursive: true, force: true });
}, 600_000);

/** This test is run by Vitest too, which leaves variables for its workers. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|MCPWATCH_|CI$|GITHUB_|NODE_ENV$|TEST$)/.test(name)),
);

const check = (command: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  run(process.execPath, [CLI, 'check', '--', process.execPath, ...command], { cwd: FOLDER, env: { ...env, ...more } });

const inRunners = (...path: string[]) => join(runners, 'node_modules', ...path);
const jestConfig = (testMatch: string, testEnvironment = 'node') =>
  JSON.stringify({
    rootDir: FOLDER,
    transform: {},
    testMatch: [`**/${testMatch}`],
    testEnvironment,
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
