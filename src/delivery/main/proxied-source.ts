/** Built into a file of its own (dist/proxied-source.cjs), which is read only where the environment names a proxy. */
import source from 'mcpwatch:proxied-program';

declare const module: { exports: unknown };

// As in worker-source.ts.
module.exports = { source };
