/** A process whose preload cannot be loaded, such as in the middle of an upgrade, runs as it would without mcpwatch. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODES, REGISTER_CJS, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

describe.each(NODES)('without preload.cjs, on %s', (_name, node) => {
  it.each([
    ['missing', undefined],
    ['cut off', '"use strict";var broken={'],
    ['of another version', 'exports.other = 1;'],
  ])('(%s) the program runs, and one line says what is wrong', async (_what, text) => {
    await withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'dist'));
      copyFileSync(REGISTER_MJS, join(folder, 'register.mjs'));
      copyFileSync(REGISTER_CJS, join(folder, 'dist', 'register.cjs'));
      if (text !== undefined) writeFileSync(join(folder, 'dist', 'preload.cjs'), text);
      const program = join(folder, 'program.cjs');
      writeFileSync(program, 'console.log("ran"); process.exitCode = 3;');
      const ended = spawnSync(node, ['--import', join(folder, 'register.mjs'), program], {
        encoding: 'utf8',
        env: { HOME: folder },
      });
      expect([ended.status, ended.stdout]).toEqual([3, 'ran\n']);
      expect(ended.stderr).toMatch(/^mcpwatch: not installed: .+\n$/);
    });
  });
});
