#!/usr/bin/env node
/** Entry of the `mcpwatch` command; the only place that ends the process. */
import { writeSync } from 'node:fs';
import { dispatch } from './dispatch.js';

function say(text: string): void {
  try {
    writeSync(2, `mcpwatch: ${text}\n`);
  } catch {
    // stderr is closed: nowhere left to say it.
  }
}

try {
  process.exitCode = await dispatch(process.argv.slice(2), { stdout: process.stdout, say, env: process.env });
} catch (error) {
  say(`unexpected failure, please report it: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
}
