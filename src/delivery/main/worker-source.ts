/** Built into a file of its own (dist/worker-source.cjs), which is read only when the worker thread starts. */
import source from 'mcpwatch:worker-source';

export { source };
