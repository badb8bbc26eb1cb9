/** Builds a program as the package is built, for tests and benchmarks that run delivery without an MCP server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { workerSource } from './worker-source-plugin.ts';
import { writtenOutMethods } from './written-out-methods-plugin.ts';

/** Builds the program at `entry`, with the files that it loads next to it, into `outDir`; returns the program's path. */
export async function buildProgram(entry: string, outDir: string): Promise<string> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  await build({
    entryPoints: {
      program: entry,
      'worker-source': 'src/delivery/main/worker-source.ts',
      'proxied-source': 'src/delivery/main/proxied-source.ts',
      'otlp-target': 'src/delivery/main/otlp-target.ts',
    },
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    external: ['./worker-source.cjs', './proxied-source.cjs', './otlp-target.cjs'],
    define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
    plugins: [workerSource(version), writtenOutMethods],
    logLevel: 'error',
  });
  return join(outDir, 'program.cjs');
}
