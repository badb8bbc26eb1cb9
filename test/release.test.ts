/** `npm run release`, in a temporary clone: what takes minutes there (check, tests, documents) only leaves a note here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isNewer, releaseNotes, withRelease } from '../scripts/changelog.js';
import { freshClone } from './support/fresh-clone.js';
import { run } from './support/program.js';

const STEPS = ['build', 'docs', 'check', 'test'] as const;
const ENVIRONMENT = {
  ...process.env,
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  // Nothing listens there: a release that needs a registry, above all to publish, fails.
  npm_config_registry: 'http://127.0.0.1:9',
};
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-11-22\n\n- Older.\n';

let folder: string;
let clone: string;
const git = (...args: readonly string[]) =>
  execFileSync('git', args, { cwd: clone, encoding: 'utf8', env: ENVIRONMENT }).trim();
const read = (name: string) => readFileSync(join(clone, name), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(clone, name), text);
const commit = (message: string) => git('commit', '--quiet', '--all', '--allow-empty', '--message', message);
const steps = () => (existsSync(join(folder, 'steps')) ? readFileSync(join(folder, 'steps'), 'utf8') : '');

/** Replaces the scripts by some that write their name down; `failing` fails. */
function stubScripts(failing?: string): void {
  const manifest = JSON.parse(read('package.json'));
  for (const name of STEPS) {
    const end = name === failing ? '; process.exitCode = 1' : '';
    manifest.scripts[name] = `node -e "fs.appendFileSync('../steps', '${name} ')${end}"`;
  }
  delete manifest.scripts.prepack;
  write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  commit('before');
}

const release = (...args: readonly string[]) =>
  run(process.execPath, ['scripts/release.ts', ...args], { cwd: clone, env: ENVIRONMENT });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-release-'));
  clone = freshClone(join(folder, 'clone'));
  write('CHANGELOG.md', CHANGELOG);
  git('init', '--quiet');
  write('.git/info/exclude', 'node_modules\n');
  git('add', '--all');
  commit('clone');
  git('branch', 'clone');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run release', () => {
  afterEach(() => {
    git('reset', '--quiet', '--hard', 'clone');
    for (const tag of git('tag').split('\n').filter(Boolean)) git('tag', '--delete', tag);
    rmSync(join(folder, 'steps'), { force: true });
  });

  it('checks, tests, dates the changelog, commits, tags and packs, and publishes nothing', async () => {
    stubScripts();
    const { code, stdout } = await release('99.0.0');
    expect({ code, steps: steps() }).toEqual({ code: 0, steps: 'build docs check test ' });
    expect(read('CHANGELOG.md')).toMatch(
      /## \[Unreleased\]\n\n## \[99\.0\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- A thing\./,
    );
    expect(JSON.parse(read('package.json')).version).toBe('99.0.0');
    expect(JSON.parse(read('package-lock.json')).version).toBe('99.0.0');
    expect(git('describe', '--exact-match')).toBe('v99.0.0');
    expect(git('log', '-1', '--format=%s')).toBe('Release 99.0.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(existsSync(join(clone, 'mcpwatch-99.0.0.tgz'))).toBe(true);
    expect(stdout).toContain('- A thing.');
    expect(stdout).toContain('Nothing was published.');
  });

  it.each(['docs', 'check', 'test'])('puts everything back when %s fails', async (step) => {
    stubScripts(step);
    const { code, stderr } = await release('99.0.0');
    expect(code).toBe(1);
    expect(stderr).toContain('everything is as it was before');
    expect({
      subject: git('log', '-1', '--format=%s'),
      changes: git('status', '--porcelain'),
      tags: git('tag'),
    }).toEqual({
      subject: 'before',
      changes: '',
      tags: '',
    });
  });

  it.each([
    ['no version', [], 'expected a version'],
    ['a word', ['minor'], 'expected a version such as 0.2.0'],
    ['an older version', ['0.0.9'], 'is not newer than'],
  ])('refuses %s', async (_, args, message) => {
    stubScripts();
    const { code, stderr } = await release(...args);
    expect({ code, stderr, steps: steps() }).toEqual({ code: 1, stderr: expect.stringContaining(message), steps: '' });
  });

  it('refuses a working tree with changes', async () => {
    stubScripts();
    write('README.md', 'changed');
    expect((await release('99.0.0')).stderr).toContain('the working tree has changes');
    expect(read('README.md')).toBe('changed');
  });

  it('refuses a changelog without changes', async () => {
    stubScripts();
    write('CHANGELOG.md', CHANGELOG.replace('### Added\n\n- A thing.\n\n', ''));
    commit('nothing to release');
    expect((await release('99.0.0')).stderr).toContain('nothing under [Unreleased]');
  });
});

describe('the changelog', () => {
  const text = '# Changelog\n\n## [Unreleased]\n\n- B.\n\n## [0.1.0] - 2026-11-22\n\n- A.\n';

  it('is divided into releases', () => {
    expect(releaseNotes(text, 'Unreleased')).toBe('- B.');
    expect(releaseNotes(text, '0.1.0')).toBe('- A.');
    expect(releaseNotes(text, '9.9.9')).toBe('');
  });

  it('keeps an empty part for what comes next', () => {
    const dated = withRelease(text, '0.2.0', '2026-12-01');
    expect(releaseNotes(dated, 'Unreleased')).toBe('');
    expect(releaseNotes(dated, '0.2.0')).toBe('- B.');
    expect(releaseNotes(dated, '0.1.0')).toBe('- A.');
  });

  it('of this project has the current version, and a part for what comes next', () => {
    const ours = readFileSync('CHANGELOG.md', 'utf8');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(ours).toContain('## [Unreleased]\n');
    expect(releaseNotes(ours, version)).not.toBe('');
  });
});

describe('a version', () => {
  it.each([
    ['0.2.0', '0.1.9', true],
    ['0.1.10', '0.1.9', true],
    ['1.0.0', '0.9.9', true],
    ['0.1.0', '0.1.0', false],
    ['0.0.9', '0.1.0', false],
  ])('%s after %s: %s', (version, current, expected) => {
    expect(isNewer(version, current)).toBe(expected);
  });
});
