import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPackageManager } from '../../../src/agent/hooks/package-manager.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

function fileAt(...path: string[]): string {
  const file = join(temporaryFolder(), ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

describe('package managers', () => {
  it.each([
    ['lib/node_modules/npm/bin/npm-cli.js'],
    ['lib/node_modules/npm/bin/npx-cli.js'],
    ['share/nodejs/npm/bin/npm-cli.js'],
    ['lib/node_modules/pnpm/bin/pnpm.cjs'],
    ['.cache/node/corepack/v1/pnpm/10.1.0/bin/pnpm.cjs'],
    ['Cellar/yarn/1.22.22/libexec/bin/yarn.js'],
    ['lib/node_modules/corepack/dist/pnpm.js'],
  ])('%s is one, and so is a link to it', (path) => {
    const file = fileAt(path);
    expect(isPackageManager(file)).toBe(true);
    const link = join(temporaryFolder(), 'npm');
    symlinkSync(file, link);
    expect(isPackageManager(link)).toBe(true);
  });

  it('the npm of this machine is one', () => {
    const program = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    expect(isPackageManager(program)).toBe(true);
  });

  it.each([
    ['servers/npm.mjs'],
    ['node_modules/npm-mcp/dist/npm.js'],
    ['src/yarn.cjs'],
    ['node_modules/npm/lib/other.js'],
  ])('%s is none (#9 B17)', (path) => {
    expect(isPackageManager(fileAt(path))).toBe(false);
  });

  it('a program without a file is none', () => {
    expect(isPackageManager(undefined)).toBe(false);
    expect(isPackageManager('/no/such/npm')).toBe(false);
  });
});
