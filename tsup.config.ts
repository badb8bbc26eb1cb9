/**
 * What is built, and why in these pieces:
 * - register.cjs is all that a process pays for at start; the others are required by it when they are needed;
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
const define = { __MCPWATCH_VERSION__: JSON.stringify(version) };
const target = 'node20.19';

const shared: Options = {
  platform: 'node',
  target,
  define,
  splitting: false,
  sourcemap: false,
  clean: false,
  dts: false,
  noExternal: [/^(?:import|require)-in-the-middle/, /^undici/],
  external: [/^\.\/[\w-]+\.cjs$/],
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
      const entryPoints = [path];
      const result = await build({ entryPoints, define, target, bundle: true, minify: true, write: false, platform: 'node' });
      return { contents: result.outputFiles[0]?.text ?? '', loader: 'text', watchFiles: [path] };
    });
  },
};

/**
 * Our copy of import-in-the-middle marks its wrapper modules with a query parameter of its own. With the common one,
 * a second copy in the process (OpenTelemetry, Datadog) takes our wrappers for its own, and one of us goes blind.
 */
const privateWrappers: Plugin = {
  name: 'private-wrappers',
  setup(builder) {
    builder.onLoad({ filter: /import-in-the-middle[\\/]create-hook\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      // It spells the name twice: once to read it, and once in the address that it writes.
      const spellings = ["'iitm'", '?iitm='];
      if (!spellings.every((spelling) => source.includes(spelling))) {
        throw new Error('import-in-the-middle no longer names its parameter iitm');
      }
      const contents = spellings.reduce(
        (text, spelling) => text.replaceAll(spelling, spelling.replace('iitm', 'mcpwatch-iitm')),
        source,
      );
      return { contents, loader: 'js' };
    });
  },
};

export default defineConfig([
  {
    ...shared,
    entry: {
      register: 'src/register.ts',
      agent: 'src/agent.ts',
      'import-door': 'src/hooks/import-door.ts',
      'require-door': 'src/hooks/require-door.ts',
      'worker-source': 'src/ship/worker-source.ts',
    },
    format: ['cjs'],
    esbuildPlugins: [workerSource, privateWrappers],
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts', 'loader-thread': 'src/hooks/loader-thread.ts' },
    format: ['esm'],
  },
  {
    // The file that import-in-the-middle's wrapper modules import, under the name that it gives it.
    ...shared,
    entry: { 'import-in-the-middle/lib/register': 'node_modules/import-in-the-middle/lib/register.js' },
    format: ['cjs'],
    outExtension: () => ({ js: '.js' }),
    onSuccess: async () => writeFileSync('dist/import-in-the-middle/package.json', '{"type":"commonjs"}\n'),
  },
]);
