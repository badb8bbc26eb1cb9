/** Makes `import source from 'mcpwatch:worker-source'` the bundled text of the worker thread's program, and so on. */
import { build, type Plugin } from 'esbuild';

const PROGRAMS: Readonly<Record<string, string>> = {
  'mcpwatch:worker-source': 'src/delivery/worker/thread.ts',
  'mcpwatch:otlp-program': 'src/delivery/worker/otlp-program.ts',
};

export const workerSource = (version: string): Plugin => ({
  name: 'worker-source',
  setup(builder) {
    builder.onResolve({ filter: /^mcpwatch:/ }, ({ path }) => ({
      path: PROGRAMS[path] ?? path,
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
        // Several texts may become one program.
        format: 'iife',
        define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
      });
      return { contents: result.outputFiles[0]?.text ?? '', loader: 'text', watchFiles: [path] };
    });
  },
});
