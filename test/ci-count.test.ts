/** .ci/count.mjs: how many tests passed and failed, and which, from vitest's report. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-count-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (status: string, ...tests: readonly string[]) => ({
  name: join(process.cwd(), 'test/some.test.ts'),
  status,
  assertionResults: tests.map((it, index) => ({ status: it, fullName: `test ${index}` })),
});

describe('the count of .ci/run', () => {
  it.each([
    ['tests that passed', { testResults: [file('passed', 'passed', 'passed', 'skipped')] }, 0, '2 0'],
    [
      'tests that failed',
      { testResults: [file('failed', 'passed', 'failed', 'failed')] },
      1,
      '1 2\ntest/some.test.ts: test 1\ntest/some.test.ts: test 2',
    ],
    [
      'a file that could not be loaded',
      { testResults: [file('failed'), file('passed', 'passed')] },
      1,
      '1 1\ntest/some.test.ts: could not be loaded',
    ],
    ['a run that failed although its tests passed', { testResults: [file('passed', 'passed')] }, 1, '1 1'],
    ['a report without results', {}, 1, '0 1'],
  ])('counts %s', async (_, report, status, counted) => {
    const path = join(folder, 'tests.json');
    writeFileSync(path, JSON.stringify(report));
    const { stdout } = await run(process.execPath, ['.ci/count.mjs', path, String(status)]);
    expect(stdout).toBe(`${counted}\n`);
  });

  it('counts a missing report as a failure', async () => {
    const { stdout } = await run(process.execPath, ['.ci/count.mjs', join(folder, 'none.json'), '1']);
    expect(stdout).toBe('0 1\n');
  });
});
