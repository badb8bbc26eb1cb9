/**
 * Gives our copy of import-in-the-middle its own query parameter for wrapper modules. With the usual name, a second
 * copy in the process (OpenTelemetry, Datadog) would take our wrappers for its own, and one of the two would be blind.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

export const privateWrappers: Plugin = {
  name: 'private-wrappers',
  setup(builder) {
    builder.onLoad({ filter: /import-in-the-middle[\\/]create-hook\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      // The name appears where the parameter is read, and in the address that is written.
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
