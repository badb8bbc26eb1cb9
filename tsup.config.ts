/**
 * What is built, and why in these pieces:
 * - register.cjs and preload.cjs are all that a process loads at start; they require the others when they are needed;
 * - there is one copy of the code, in CommonJS; `index.js` and `register.mjs` are ESM entry points to it;
 * - the worker thread's program is a string (worker-source.cjs), because a file path would not survive bundlers,
 *   Yarn PnP or single-executable applications;
 * - the demo's programs are readable, because the page shows lines of them; the SDK that they share is a file of its own;
 * - import-in-the-middle, require-in-the-middle and undici are compiled in. A copy shared with another agent would be
 *   a single registration, in which only the first include list counts; and an install stays one package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { compiledSeeds } from './scripts/compiled-seeds-plugin.ts';
import { evaluatedLater } from './scripts/evaluated-later-plugin.ts';
import { privateWrappers } from './scripts/private-wrappers-plugin.ts';
import { builtinsOfNow, savedBuiltins } from './scripts/saved-builtins-plugin.ts';
import { workerSource } from './scripts/worker-source-plugin.ts';
import { writtenOutMethods } from './scripts/written-out-methods-plugin.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  splitting: false,
  // tsup would resolve `node:fs` before our plugin sees it; `node:sqlite` has no name without the prefix.
  removeNodeProtocol: false,
  minify: true,
  sourcemap: false,
  clean: false,
  dts: false,
  define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
  noExternal: [/^(?:import|require)-in-the-middle/, /^undici/],
  external: [/^\.\/[\w-]+\.cjs$/],
};

/** Keeps undici in a file of its own, because most processes do not need it. */
const proxiedPostApart: Plugin = {
  name: 'proxied-post-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/proxied-post\.js$/ }, () => ({ path: './proxied-post.cjs', external: true }));
  },
};

/** What the demo shares is `sdk.mjs`, in which messages of validation are in English only: zod has 250 kB of other languages. */
const demoSdkApart: Plugin = {
  name: 'demo-sdk-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/sdk\.js$/ }, ({ path, importer }) =>
      importer.includes('/src/demo/') ? { path: path.replace(/js$/, 'mjs'), external: true } : undefined,
    );
    builder.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const demo: Options = {
  ...shared,
  format: ['esm'],
  outDir: 'dist/demo',
  outExtension: () => ({ js: '.mjs' }),
  esbuildPlugins: [demoSdkApart],
};

export default defineConfig([
  {
    // What runs with every message or write. In the others, which run once, the same in a loop is less to load.
    ...shared,
    entry: { agent: 'src/agent/agent.ts', 'stdout-guard': 'src/agent/stdout/stdout-guard.ts' },
    format: ['cjs'],
    esbuildPlugins: [evaluatedLater, compiledSeeds, writtenOutMethods, savedBuiltins],
  },
  {
    ...shared,
    entry: {
      preload: 'src/agent/preload.ts',
      examination: 'src/agent/examination.ts',
      index: 'src/index.ts',
      'import-hook': 'src/agent/hooks/import-hook.ts',
      'require-hook': 'src/agent/hooks/require-hook.ts',
      'vm-hook': 'src/agent/hooks/vm-hook.ts',
      destination: 'src/delivery/local/create-destination.ts',
      'otlp-target': 'src/delivery/main/otlp-target.ts',
      'proxied-post': 'src/delivery/ship/http/proxied-post.ts',
    },
    format: ['cjs'],
    esbuildPlugins: [workerSource(version), privateWrappers, proxiedPostApart, savedBuiltins],
    onSuccess: async () => writeFileSync('dist/index.js', "export * from './index.cjs';\n"),
  },
  {
    // Loads the preload from compiled code, so that it is to be small itself.
    ...shared,
    entry: { register: 'src/agent/register.ts' },
    format: ['cjs'],
    esbuildPlugins: [builtinsOfNow],
  },
  {
    // Texts: there is no code in them whose built-ins are saved.
    ...shared,
    entry: {
      'worker-source': 'src/delivery/main/worker-source.ts',
      'proxied-source': 'src/delivery/main/proxied-source.ts',
    },
    format: ['cjs'],
    esbuildPlugins: [workerSource(version)],
  },
  {
    ...shared,
    entry: { index: 'src/index.ts', register: 'src/agent/register.ts' },
    format: ['esm', 'cjs'],
    dts: { only: true },
  },
  {
    ...shared,
    entry: {
      'loader-thread': 'src/agent/hooks/loader-thread.ts',
      'store-thread': 'src/collector/store/sqlite/store-thread.ts',
    },
    format: ['esm'],
  },
  {
    // Each command in a file of its own (`cli-<command>-<hash>.js`), beside `cli.js` so that they find the other pieces.
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: ['esm'],
    splitting: true,
    esbuildPlugins: [proxiedPostApart],
    esbuildOptions: (options) => {
      options.chunkNames = 'cli-[name]-[hash]';
    },
  },
  {
    ...demo,
    entry: { sdk: 'src/demo/sdk.ts' },
    // Some of its packages are CommonJS.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  },
  {
    ...demo,
    minify: false,
    entry: {
      play: 'src/demo/play.ts',
      'servers/billing': 'src/demo/servers/billing.ts',
      'servers/inventory': 'src/demo/servers/inventory.ts',
      'servers/notes': 'src/demo/servers/notes.ts',
      'servers/reports': 'src/demo/servers/reports.ts',
      'servers/travel': 'src/demo/servers/travel.ts',
    },
  },
  {
    // The file that import-in-the-middle's wrapper modules import, under the name that they use.
    ...shared,
    entry: { 'import-in-the-middle/lib/register': 'node_modules/import-in-the-middle/lib/register.js' },
    format: ['cjs'],
    outExtension: () => ({ js: '.js' }),
    onSuccess: async () => writeFileSync('dist/import-in-the-middle/package.json', '{"type":"commonjs"}\n'),
  },
]);
