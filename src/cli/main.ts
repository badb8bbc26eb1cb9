#!/usr/bin/env node
/** The entry of the `mcpwatch` command, and the only place that sets its exit code. */
import { fileURLToPath } from 'node:url';
import { writeLine } from '../stderr.js';
import { dispatch } from './dispatch.js';

try {
  process.exitCode = await dispatch(process.argv.slice(2), {
    stdout: process.stdout,
    say: writeLine,
    env: process.env,
    // Only this file is sure to be beside the preload: what it imports may be built into other files.
    preloadPath: fileURLToPath(new URL('./register.cjs', import.meta.url)),
  });
} catch (error) {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of ['unexpected failure, please report it:', ...stack.split('\n')]) writeLine(line);
  process.exitCode = 1;
}
