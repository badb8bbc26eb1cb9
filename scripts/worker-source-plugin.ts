/** Makes `import source from 'mcpwatch:worker-source'` the bundled text of src/delivery/worker/thread.ts. */
import { build, type Plugin } from 'esbuild';

export const workerSource = (version: string): Plugin => ({
  name: 'worker-source',
  setup(builder) {
    builder.onResolve({ filter: /^mcpwatch:worker-source$/ }, () => ({
      path: 'src/delivery/worker/thread.ts',
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
});
