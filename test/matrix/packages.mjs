/** Folders with the packages that the matrix needs, installed into the cache and kept until their list changes. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROOT = join(import.meta.dirname, '..', '..');
export const CACHE = process.env.MCPWATCH_MATRIX_CACHE ?? join(ROOT, '.cache', 'matrix');

/** The folder in which `dependencies` (name → version) are installed; throws npm's message when that fails. */
export async function packages(name, dependencies, { allowScripts = false } = {}) {
  const folder = join(CACHE, name);
  const wanted = JSON.stringify({ name: 'matrix', private: true, dependencies }, undefined, 2);
  if (read(join(folder, 'installed.json')) === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), wanted);
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps', '--loglevel=error'];
  if (!allowScripts) flags.push('--ignore-scripts');
  await run('npm', ['install', ...flags], { cwd: folder, maxBuffer: 1 << 24, timeout: 300_000 });
  writeFileSync(join(folder, 'installed.json'), wanted);
  return folder;
}

/** The version of `dependency` that is installed in `folder`. */
export function installedVersion(folder, dependency) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', dependency, 'package.json'), 'utf8')).version;
}

/** Node in exactly this version, from the npm package that contains its binary. */
export async function nodeBinary(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = await packages(`node-${version}`, { [name]: version });
  return join(folder, 'node_modules', name, 'bin', 'node');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
