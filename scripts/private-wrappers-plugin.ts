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
      // It spells the name in two ways: where it reads the parameter, and in the address that it writes.
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
