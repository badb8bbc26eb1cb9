import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withPreload } from '../../src/run/preload-option.js';

const root = mkdtempSync(join(tmpdir(), 'mcpwatch-option-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A preload in a folder of that name, which says that it ran. */
function preloadIn(folder: string): string {
  mkdirSync(join(root, folder), { recursive: true });
  const path = join(root, folder, 'register.cjs');
  writeFileSync(path, 'globalThis.preloaded = (globalThis.preloaded ?? 0) + 1;');
  return path;
}

const timesPreloaded = (nodeOptions: string) =>
  execFileSync(process.execPath, ['-p', 'globalThis.preloaded ?? 0'], {
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
    encoding: 'utf8',
  }).trim();

describe('the preload in NODE_OPTIONS', () => {
  const folders =
    process.platform === 'win32' ? ['plain', 'two words'] : ['plain', 'two words', 'back\\slash \\" quote'];

  it.each(folders)('is found by Node in a folder named %j', (folder) => {
    expect(timesPreloaded(withPreload(undefined, preloadIn(folder)))).toBe('1');
  });

  it('keeps the options that were there, and their order', () => {
    const other = preloadIn('other agent');
    const options = withPreload(`--no-warnings --require "${other}"`, preloadIn('ours'));
    expect(options.startsWith(`--no-warnings --require "${other}" --require `)).toBe(true);
    expect(timesPreloaded(options)).toBe('2');
  });

  it('is there once, however deep runs are nested', () => {
    const once = withPreload('--no-warnings', preloadIn('nested'));
    expect(withPreload(once, preloadIn('nested'))).toBe(once);
  });

  const PATH = '/a b/register.cjs';
  it.each([
    ['--require "/a b/register.cjs"'],
    ['-r "/a b/register.cjs" --no-warnings'],
    ['--require="/a b/register.cjs"'],
    ['"--require=/a b/register.cjs"'],
  ])('is recognised in %s', (existing) => {
    expect(withPreload(existing, PATH)).toBe(existing);
  });

  it.each([
    ['--require="/x/boot.cjs /a b/register.cjs"', '--require=/x/boot.cjs "--require=/a b/register.cjs"'],
    ['--require="/a b/register.cjs /x/boot.cjs" -i', '"--require=/a b/register.cjs" --require=/x/boot.cjs -i'],
    [
      '--require "/x y/1.cjs /a b/register.cjs /2.cjs"',
      '--require "/x y/1.cjs" --require "/a b/register.cjs" --require /2.cjs',
    ],
  ])('is separated from other paths that a program has joined to it: %s', (joined, separated) => {
    expect(withPreload(joined, PATH)).toBe(separated);
  });

  it('comes before a --require= with its value inside, which programs that join values keep only when it is last', () => {
    expect(withPreload('--require=/x/boot.cjs', PATH)).toBe('--require "/a b/register.cjs" --require=/x/boot.cjs');
  });

  it('leaves options alone that Node refuses anyway', () => {
    expect(withPreload('--require "/x/boot.cjs', PATH)).toBe('--require "/x/boot.cjs');
  });

  it.each([undefined, '', '  '])('stands alone where NODE_OPTIONS is %j', (existing) => {
    expect(withPreload(existing, '/a/register.cjs')).toBe('--require "/a/register.cjs"');
  });
});
