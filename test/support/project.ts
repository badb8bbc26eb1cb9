/** Where things are in the built project, and which Nodes the tests run on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const inProject = (...path: string[]): string => join(root, ...path);
export const fixture = (name: string): string => inProject('fixtures', name);

/** The ESM door of the preload, and its CommonJS twin. */
export const REGISTER_MJS = inProject('register.mjs');
export const REGISTER_CJS = inProject('dist', 'register.cjs');

/** The Node that npm puts first in PATH (24), and the machine's own, which is the oldest that is supported. */
export const NODES: readonly (readonly [string, string])[] = [
  ['the current Node', process.execPath],
  ...(process.env['npm_node_execpath'] === undefined || process.env['npm_node_execpath'] === process.execPath
    ? []
    : [["the machine's Node", process.env['npm_node_execpath']] as const]),
];

/** A folder that is gone after `use`. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
