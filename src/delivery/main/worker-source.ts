/** Built into a file of its own (dist/worker-source.cjs), read when the worker thread starts, not before. */
import source from 'mcpwatch:worker-source';

export { source };
