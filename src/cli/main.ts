#!/usr/bin/env node
/** The entry of the `mcpwatch` command, and the only place that sets its exit code. */
import { fileURLToPath } from 'node:url';
import { writeLine } from '../stderr.js';
import { dispatch } from './dispatch.js';

// `mcpwatch report | head -1`: who has read enough closes the pipe, and a listener is all that keeps Node from a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  writeLine(`stdout cannot be written: ${error.code ?? error.message}`);
  process.exitCode ||= 1;
});

try {
  const exitCode = await dispatch(process.argv.slice(2), {
    stdout: process.stdout,
    say: writeLine,
    env: process.env,
    // Only this file is sure to be beside the preload: what it imports may be built into other files.
    preloadPath: fileURLToPath(new URL('./register.cjs', import.meta.url)),
  });
  process.exitCode = exitCode || process.exitCode || 0;
} catch (error) {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of ['unexpected failure, please report it:', ...stack.split('\n')]) writeLine(line);
  process.exitCode = 1;
}
