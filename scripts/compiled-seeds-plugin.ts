/** Replaces seed-tables.ts by its value in the built files, so that no process compiles the seeds at run time (#14). */
import { build, type Plugin } from 'esbuild';

export const compiledSeeds: Plugin = {
  name: 'compiled-seeds',
  setup(builder) {
    builder.onLoad({ filter: /[/\\]seed-tables\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: 'esm' });
      const program = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
      const { SEED_TABLES } = await import(`data:text/javascript;base64,${program}`);
      return { contents: `export const SEED_TABLES = ${JSON.stringify(SEED_TABLES)};` };
    });
  },
};
