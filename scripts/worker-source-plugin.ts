/** Makes `import source from 'mcpwatch:worker-source'` the bundled text of the worker thread's program, and so on. */
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const PROGRAMS: Readonly<Record<string, string>> = {
  'mcpwatch:worker-source': 'src/delivery/worker/thread.ts',
  'mcpwatch:otlp-program': 'src/delivery/worker/otlp-program.ts',
  'mcpwatch:proxied-program': 'src/delivery/worker/proxied-program.ts',
};

/** The program for proxies alone has the client for them, which is most of its text. */
const proxiedPostOffered: Plugin = {
  name: 'proxied-post-offered',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/proxied-post\.js$/ }, ({ importer }) =>
      importer.endsWith('open-post.ts') ? { path: resolve('src/delivery/worker/proxied-post.ts') } : undefined,
    );
  },
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
        plugins: [proxiedPostOffered],
        define: { __MCPWATCH_VERSION__: JSON.stringify(version) },
      });
      return { contents: result.outputFiles[0]?.text ?? '', loader: 'text', watchFiles: [path] };
    });
  },
});
