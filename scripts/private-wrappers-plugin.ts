import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Our copy of import-in-the-middle marks its wrapper modules with a query parameter of its own. With the common one,
 * a second copy in the process (OpenTelemetry, Datadog) takes our wrappers for its own, and one of us goes blind.
 */
export const privateWrappers: Plugin = {
  name: 'private-wrappers',
  setup(builder) {
    builder.onLoad({ filter: /import-in-the-middle[\\/]create-hook\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replaceAll("'iitm'", "'mcpwatch-iitm'");
      if (contents === source) throw new Error('import-in-the-middle no longer names its parameter iitm');
      return { contents, loader: 'js' };
    });
  },
};
