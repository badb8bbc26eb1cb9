/** Bundled servers, in which the SDK has no package name. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkSession } from './check.mjs';
import { packages, ROOT } from './packages.mjs';

const run = promisify(execFile);
const BUN = `@oven/bun-${process.platform}-x64`;

const ENTRIES = {
  v1: `import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CompleteRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { build } from './v1.mjs';
build({ McpServer, ResourceTemplate, CompleteRequestSchema, z }).connect(new StdioServerTransport());
`,
  v2: `import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
import { build } from './v2.mjs';
serveStdio(() => build({ McpServer, ResourceTemplate, z }));
`,
};

const rollupConfig = (entry, out, { format, minify }) => `
import resolve from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import terser from '@rollup/plugin-terser';
export default {
  input: ${JSON.stringify(entry)},
  output: { file: ${JSON.stringify(out)}, format: '${format === 'esm' ? 'es' : 'cjs'}', inlineDynamicImports: true },
  plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()${minify ? ', terser()' : ''}],
  onwarn() {},
};`;

const webpackConfig = (entry, out, { format, minify, target }) => `
module.exports = {
  mode: 'production', target: ['node20', '${target}'], entry: ${JSON.stringify(entry)},
  optimization: { minimize: ${minify} },
  ${format === 'esm' ? 'experiments: { outputModule: true },' : ''}
  output: { path: ${JSON.stringify(join(out, '..'))}, filename: ${JSON.stringify(out.slice(out.lastIndexOf('/') + 1))}${format === 'esm' ? ", library: { type: 'module' }, chunkFormat: 'module'" : ''} },
};`;

/** Each bundler writes `out` from `entry`. */
const BUNDLERS = {
  esbuild: (folder, entry, out, { format, minify, target }) =>
    run(join(folder, 'node_modules/.bin/esbuild'), [
      entry,
      '--bundle',
      '--platform=node',
      `--format=${format}`,
      `--target=${target}`,
      `--outfile=${out}`,
      ...(minify ? ['--minify'] : []),
    ]),
  async rollup(folder, entry, out, options) {
    const config = `${out}.config.mjs`;
    writeFileSync(config, rollupConfig(entry, out, options));
    await run(join(folder, 'node_modules/.bin/rollup'), ['-c', config], { cwd: folder });
  },
  async webpack(folder, entry, out, options) {
    const config = `${out}.webpack.cjs`;
    writeFileSync(config, webpackConfig(entry, out, options));
    const script = `const config = require(${JSON.stringify(config)}); require('webpack')(config, (error, stats) => { if (error || stats.hasErrors()) { console.error(String(error ?? stats.toString('errors-only'))); process.exitCode = 1; } });`;
    await run(process.execPath, ['-e', script], { cwd: folder });
  },
  async tsup(folder, entry, out, { format, minify, target }) {
    const config = `${out}.tsup.mjs`;
    const outDir = `${out}.tsup`;
    const options = {
      entry: { server: entry },
      format: [format],
      target,
      outDir,
      minify,
      silent: true,
      platform: 'node',
    };
    writeFileSync(config, `export default { ...${JSON.stringify(options)}, noExternal: [/.*/] };`);
    await run(join(folder, 'node_modules/.bin/tsup'), ['--config', config], { cwd: folder });
    // The file's extension depends on the type of the package.
    cpSync(join(outDir, readdirSync(outDir)[0]), out);
  },
  async bun(folder, entry, out, { format, minify }) {
    const bun = join(folder, 'node_modules', BUN, 'bin', 'bun');
    await run(
      bun,
      ['build', entry, '--target=node', `--format=${format}`, `--outfile=${out}`, ...(minify ? ['--minify'] : [])],
      {
        cwd: folder,
      },
    );
  },
};

const TARGETS = {
  esbuild: ['es2020', 'es2022'],
  tsup: ['es2020'],
  webpack: ['es2020', 'es2022'],
  rollup: ['es2022'],
  bun: ['es2022'],
};

export const bundlerFolder = () =>
  packages('bundlers', {
    esbuild: '0.28.2',
    rollup: '4',
    '@rollup/plugin-node-resolve': '16',
    '@rollup/plugin-commonjs': '29',
    '@rollup/plugin-json': '6',
    '@rollup/plugin-terser': '0.4',
    webpack: '5',
    tsup: '8',
    typescript: '5',
    [BUN]: '1',
    '@modelcontextprotocol/sdk': 'latest',
    '@modelcontextprotocol/server': 'latest',
    zod: '4',
  });

export async function* bundleCells() {
  const folder = await bundlerFolder();
  const out = join(folder, 'out');
  mkdirSync(out, { recursive: true });
  for (const sdk of ['v1', 'v2']) {
    const entry = join(folder, `entry-${sdk}.mjs`);
    writeFileSync(entry, ENTRIES[sdk]);
    writeFileSync(join(folder, `${sdk}.mjs`), readFileSync(join(ROOT, 'fixtures', 'matrix', `${sdk}.mjs`)));
    for (const [bundler, bundle] of Object.entries(BUNDLERS)) {
      for (const target of TARGETS[bundler]) {
        for (const format of ['esm', 'cjs']) {
          for (const minify of [false, true]) {
            const name = [sdk, bundler, target, format, minify ? 'min' : 'plain'].join('-');
            const file = join(out, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
            yield {
              row: `${bundler}, ${target}${minify ? ', minified' : ''}`,
              column: `${sdk} ${format}`,
              async run(receiver) {
                await bundle(folder, entry, file, { format, minify, target });
                const version = sdk === 'v1' ? '1.99.0' : '2.99.0';
                const level = sdk === 'v1' ? 'McpServer' : 'serveStdio';
                return checkSession({ file, folder, sdk, version, level, hasTasks: false }, receiver);
              },
            };
          }
        }
      }
    }
  }
}
