/**
 * What is built, and why in these pieces:
 * - register.cjs is all that a process pays for at start; the rest is required by it when needed;
 * - there is one copy of the code, in CommonJS; `index.js` and `register.mjs` are ESM doors to it;
 * - the worker thread's program is text (worker-source.cjs): a file path would not survive bundlers, Yarn PnP
 *   or single-executable apps;
 * - import-in-the-middle, require-in-the-middle and undici are compiled in: a copy shared with another agent
 *   would be one registration of which only the first include list counts, and an install stays one package.
 */
import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';
import { workerSource } from './scripts/worker-source-plugin.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  splitting: false,
  sourcemap: false,
  clean: false,
  dts: false,
  define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
  noExternal: [/^(import|require)-in-the-middle/, /^undici/],
};

export default defineConfig([
  {
    ...shared,
    entry: {
      register: 'src/register.ts',
      agent: 'src/agent.ts',
      'worker-source': 'src/ship/worker-source.ts',
    },
    format: ['cjs'],
    outExtension: () => ({ js: '.cjs' }),
    external: [/^\.\/[\w-]+\.cjs$/],
    esbuildPlugins: [workerSource(version)],
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: ['esm'],
    external: [/^\.\/[\w-]+\.cjs$/],
  },
]);
