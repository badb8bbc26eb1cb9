/** Built into a file of its own (dist/worker-source.cjs), which is read only when the worker thread starts. */
import source from 'mcpwatch:worker-source';

declare const module: { exports: unknown };

// Not `export`: what esbuild writes for that calls built-in functions, which are the host's by then (#9 B11).
module.exports = { source };
