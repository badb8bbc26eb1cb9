/** Replaces seed-tables.ts and token-starts.ts by their values in the built files, so that no process computes them (#14). */
import { build, type Plugin } from 'esbuild';

export const compiledSeeds: Plugin = {
  name: 'compiled-seeds',
  setup(builder) {
    builder.onLoad({ filter: /[/\\](?:seed-tables|token-starts)\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: 'esm' });
      const program = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
      const values: object = await import(`data:text/javascript;base64,${program}`);
      const lines = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join('\n') };
    });
  },
};
