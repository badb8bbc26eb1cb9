/** A process whose preload cannot be loaded, such as in the middle of an upgrade, runs as it would without mcpwatch. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODES, REGISTER_CJS, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

/** Node's arguments for a program with the preload in `folder`, whose preload.cjs has this text, or is missing. */
function programIn(folder: string, text: string | undefined): string[] {
  mkdirSync(join(folder, 'dist'));
  copyFileSync(REGISTER_MJS, join(folder, 'register.mjs'));
  copyFileSync(REGISTER_CJS, join(folder, 'dist', 'register.cjs'));
  if (text !== undefined) writeFileSync(join(folder, 'dist', 'preload.cjs'), text);
  const program = join(folder, 'program.cjs');
  writeFileSync(program, 'console.log("ran"); process.exitCode = 3;');
  return ['--import', join(folder, 'register.mjs'), program];
}

describe.each(NODES)('without preload.cjs, on %s', (_name, node) => {
  it.each([
    ['missing', undefined],
    ['cut off', '"use strict";var broken={'],
    ['of another version', 'exports.other = 1;'],
  ])('(%s) the program runs, and one line says what is wrong', async (_what, text) => {
    await withTemporaryFolder(async (folder) => {
      const ended = spawnSync(node, programIn(folder, text), { encoding: 'utf8', env: { HOME: folder } });
      expect([ended.status, ended.stdout]).toEqual([3, 'ran\n']);
      expect(ended.stderr).toMatch(/^mcpwatch: not installed: .+\n$/);
    });
  });

  it('the program runs also where nobody reads stderr', async () => {
    await withTemporaryFolder(async (folder) => {
      const child = spawn(node, programIn(folder, undefined), { env: { HOME: folder } });
      child.stderr.destroy();
      const [output, [code]] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'exit')]);
      expect([code, output.join('')]).toEqual([3, 'ran\n']);
    });
  });
});
