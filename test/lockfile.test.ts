/** npm can write lock files that `npm ci` rejects on other machines; CONTRIBUTING says how to regenerate this one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
type Packages = Readonly<Record<string, LockedPackage>>;

/** Looks for `name` where Node would, from the package at `from`: in its node_modules, then in each one above. */
function isLocked(packages: Packages, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const prefix = folder === '' ? '' : `${folder}/`;
    if (`${prefix}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

const missingFrom = (packages: Packages) =>
  Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => `${path} -> ${name}`),
  );

/** The first entry is the project itself, and a link has no tarball. */
const incompleteIn = (packages: Packages) =>
  Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && link !== true)
    .filter(([, { version, integrity }]) => !version || !integrity)
    .map(([path]) => path);

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Packages };

describe('package-lock.json', () => {
  it('has an entry for every optional package, including those for other platforms', () => {
    expect(missingFrom(packages)).toEqual([]);
  });

  it('has version and integrity on every entry (otherwise npm ci fails with "Invalid Version:")', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(incompleteIn(packages)).toEqual([]);
  });

  it.each(['@rollup/rollup-', '@rolldown/binding-', '@esbuild/', '@biomejs/cli-'])(
    'has more than one platform of %s',
    (name) => {
      const platforms = Object.keys(packages).filter((path) => path.includes(`node_modules/${name}`));
      expect(platforms.some((path) => path.includes('darwin'))).toBe(true);
      expect(platforms.some((path) => path.includes('linux'))).toBe(true);
    },
  );

  it('names no registry, so an install uses the one that its machine is configured for', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('is recognised as incomplete without a version or a checksum (#8)', () => {
    // As npm writes an optional package for another platform that it could not look up.
    const incomplete: Packages = {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
      'node_modules/@esbuild/win32-x64': { optional: true },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { integrity: 'sha512-x' },
    };
    expect(incompleteIn(incomplete)).toEqual(['node_modules/@esbuild/win32-x64', 'node_modules/b', 'node_modules/c']);
  });

  it('is recognised as incomplete with an entry missing', () => {
    const whole: Packages = {
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } },
      'node_modules/a/node_modules/a-linux': {},
      'node_modules/b/node_modules/c': { optionalDependencies: { 'a-mac': '1' } },
      'node_modules/a-mac': {},
    };
    const { 'node_modules/a-mac': _, ...broken } = whole;
    expect(missingFrom(whole)).toEqual([]);
    expect(missingFrom(broken)).toEqual(['node_modules/a -> a-mac', 'node_modules/b/node_modules/c -> a-mac']);
  });
});
