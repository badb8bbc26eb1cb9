/**
 * What is built, and why in these pieces:
 * - register.cjs is all that a process pays for at start; the rest is required by it when needed;
 * - there is one copy of the code, in CommonJS; `index.js` and `register.mjs` are ESM doors to it;
 * - the worker thread's program is text (worker-source.cjs): a file path would not survive bundlers, Yarn PnP
 *   or single-executable apps;
 * - import-in-the-middle, require-in-the-middle and undici are compiled in: a copy shared with another agent
 *   would be one registration of which only the first include list counts, and an install stays one package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

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

/** `import source from 'mcpwatch:worker-source'` is the bundled text of src/worker.ts. */
const workerSource: Plugin = {
  name: 'worker-source',
  setup(builder) {
    builder.onResolve({ filter: /^mcpwatch:worker-source$/ }, () => ({
      path: 'src/worker.ts',
      namespace: 'worker-source',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'worker-source' }, async ({ path }) => {
      const result = await build({
        entryPoints: [path],
        bundle: true,
        minify: true,
        write: false,
        platform: 'node',
        target: 'node20.19',
        format: 'cjs',
        define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
      });
      return { contents: result.outputFiles[0]?.text ?? '', loader: 'text', watchFiles: [path] };
    });
  },
};

export default defineConfig([
  {
    ...shared,
    entry: {
      register: 'src/register.ts',
      agent: 'src/agent.ts',
      index: 'src/index.ts',
      'worker-source': 'src/ship/worker-source.ts',
    },
    format: ['cjs'],
    outExtension: () => ({ js: '.cjs' }),
    external: [/^\.\/[\w-]+\.cjs$/],
    esbuildPlugins: [workerSource],
    onSuccess: async () => writeFileSync('dist/index.js', "export * from './index.cjs';\n"),
  },
  {
    ...shared,
    entry: { index: 'src/index.ts', register: 'src/register.ts' },
    format: ['esm', 'cjs'],
    dts: { only: true },
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: ['esm'],
    external: [/^\.\/[\w-]+\.cjs$/],
  },
]);
