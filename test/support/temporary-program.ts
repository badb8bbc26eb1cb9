/** fixtures/delivery-host.ts, built for the tests of one file. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildProgram } from '../../scripts/build-program.js';

/** Builds the host as the package is built, before the tests of the file that calls this. */
export function builtHost(): { readonly path: string; readonly workerSource: () => string } {
  let dir = '';
  let path = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mcpwatch-program-'));
    path = await buildProgram('fixtures/delivery-host.ts', dir);
  }, 60_000);
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    workerSource: () => {
      const module = { exports: {} as { source: string } };
      const text = readFileSync(join(dirname(path), 'worker-source.cjs'), 'utf8');
      new Function('module', 'exports', text)(module, module.exports);
      return module.exports.source;
    },
  };
}
