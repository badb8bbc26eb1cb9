/** The example repositories in fixtures/ci, from their tests to each report (#13). */
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../support/program.js';
import { fixture, inProject } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const FILES = ['report.xml', 'report.sarif', 'report.json', 'report.md'] as const;
const REPORTERS = [
  'text',
  'github',
  ...['junit', 'sarif', 'json', 'markdown'].map((kind, at) => `${kind}=${FILES[at]}`),
];

const EXAMPLES = [
  ['healthy', 0],
  ['findings', 1],
  ['unverifiable', 3],
] as const;

/** A copy, so that nothing is written to the fixture. */
function copyOf(name: string): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  cpSync(fixture(`ci/${name}`), folder, { recursive: true });
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Durations, and the columns of the table that they stand in, differ from run to run; the version from release to release. */
function withoutVolatileFigures(text: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  return text
    .replaceAll(version, '<version>')
    .replace(/\b[\d.]+ (?:ms|s)\b/g, '<time>')
    .replace(/("\w+Ms": )[\d.]+/g, '$1"<time>"')
    .replace(/ +(?=<time>|–|calls|errors|p50|p95|max|largest)/g, ' ');
}

it.each(EXAMPLES)('the example %s ends with %d, and its reports are as they were', async (name, code) => {
  const cwd = copyOf(name);
  const env = Object.fromEntries(Object.entries(process.env).filter(([it]) => !/^(MCPWATCH_|CI$|GITHUB_)/.test(it)));
  const args = [inProject('dist', 'cli.js'), 'check', ...REPORTERS.flatMap((it) => ['--reporter', it])];
  const ended = await run(process.execPath, [...args, '--', 'node', 'tests.mjs'], {
    cwd,
    env: { ...env, CI: '1', MCPWATCH_HUNG_AFTER: '1000', NO_COLOR: '1' },
  });
  expect(ended.code).toBe(code);
  await expect(withoutVolatileFigures(ended.stdout + ended.stderr)).toMatchFileSnapshot(`examples/${name}/report.txt`);
  for (const file of FILES) {
    const text = withoutVolatileFigures(readFileSync(join(cwd, file), 'utf8'));
    await expect(text).toMatchFileSnapshot(`examples/${name}/${file}.snap`);
  }
});
