/** Paths in the built project, and the Node versions that the tests run on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const inProject = (...path: string[]): string => join(root, ...path);
export const fixture = (name: string): string => inProject('fixtures', name);

/** The ESM and the CommonJS entry point of the preload. */
export const REGISTER_MJS = inProject('register.mjs');
export const REGISTER_CJS = inProject('dist', 'register.cjs');

/** The Node that npm puts first in PATH (24), and the machine's own, which may be the oldest that is supported. */
export const NODES: readonly (readonly [string, string])[] = [
  ['the current Node', process.execPath],
  ...(process.env['npm_node_execpath'] === undefined || process.env['npm_node_execpath'] === process.execPath
    ? []
    : [["the machine's Node", process.env['npm_node_execpath']] as const]),
];

/** A folder that is deleted after `use`. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
