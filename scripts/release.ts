/**
 * `npm run release <version>`: sets the version, dates the changelog, regenerates the documents, runs check and tests,
 * commits, tags and packs. It publishes nothing. When a step fails, the working tree is put back as it was.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { isNewer, releaseNotes, withRelease } from './changelog.ts';

const isWindows = process.platform === 'win32';
const output = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' }).trim();
const npm = (...args: readonly string[]): void => {
  console.log(`\n> npm ${args.join(' ')}`);
  execFileSync('npm', args, { stdio: 'inherit', shell: isWindows });
};

function fail(message: string): never {
  console.error(`release: ${message}`);
  process.exit(1);
}

/** What must be true before anything is changed; the reason when it is not. */
function obstacle(version: string, current: string, changelog: string): string | undefined {
  if (version === '') return 'expected a version, as in: npm run release 0.2.0';
  if (!/^\d+\.\d+\.\d+$/.test(version)) return `expected a version such as 0.2.0, got ${JSON.stringify(version)}`;
  if (!isNewer(version, current)) return `${version} is not newer than ${current}`;
  if (output('git', 'status', '--porcelain') !== '') return 'the working tree has changes; commit them first';
  if (output('git', 'tag', '--list', `v${version}`) !== '') return `the tag v${version} exists already`;
  if (releaseNotes(changelog, 'Unreleased') === '') return 'CHANGELOG.md has nothing under [Unreleased]';
  return undefined;
}

const [version = ''] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const changelog = readFileSync('CHANGELOG.md', 'utf8');
const reason = obstacle(version, manifest.version, changelog);
if (reason !== undefined) fail(reason);

const before = output('git', 'rev-parse', 'HEAD');
try {
  npm('version', version, '--no-git-tag-version', '--ignore-scripts');
  writeFileSync('CHANGELOG.md', withRelease(changelog, version, new Date().toISOString().slice(0, 10)));
  npm('run', 'build', '--silent');
  npm('run', 'docs');
  npm('run', 'check');
  npm('test');
  execFileSync('git', ['commit', '--quiet', '--all', '--message', `Release ${version}`]);
  execFileSync('git', ['tag', '--annotate', `v${version}`, '--message', `Version ${version}`]);
  npm('pack');
} catch (error) {
  execFileSync('git', ['reset', '--quiet', '--hard', before]);
  if (output('git', 'tag', '--list', `v${version}`) !== '') output('git', 'tag', '--delete', `v${version}`);
  fail(`a step failed, and everything is as it was before: ${String(error)}`);
}

console.log(`
${releaseNotes(readFileSync('CHANGELOG.md', 'utf8'), version)}

mcpwatch-${version}.tgz is packed, committed and tagged as v${version}. Nothing was published. To publish:
  git push --follow-tags
  npm publish mcpwatch-${version}.tgz`);
