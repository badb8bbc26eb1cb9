/**
 * What `mcpwatch dev --demo` runs in: a folder of its own for its spool and for copies of the demo's programs. The user's
 * events, database and settings stay out of it.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandIo } from '../command.js';
import { runProgram } from '../program.js';

export interface Demo {
  /** For the collector: as `io.env`, with the demo's own spool. */
  readonly env: NodeJS.ProcessEnv;
  /** Plays until it is stopped by a signal. */
  play(address: string): Promise<void>;
  remove(): void;
}

/** The demo's servers hang and pollute on purpose, and are not to take half a minute over it. */
const SETTINGS = { MCPWATCH_HUNG_AFTER: '4000', MCPWATCH_STDOUT: 'watch', MCPWATCH_SOURCES: '1', MCPWATCH_LOG: 'off' };

export function prepareDemo({ env, preloadPath }: CommandIo): Demo {
  const dir = mkdtempSync(join(tmpdir(), 'mcpwatch-demo-'));
  // Copied, because code inside `node_modules` counts as foreign: the page would fold every frame of the demo's stacks.
  const programs = join(dir, 'demo');
  cpSync(join(dirname(preloadPath), 'demo'), programs, { recursive: true });
  const others = Object.entries(env).filter(([name]) => !name.startsWith('MCPWATCH_') && name !== 'NODE_OPTIONS');
  const own = { ...Object.fromEntries(others), MCPWATCH_SPOOL_DIR: join(dir, 'spool') };
  const preload = pathToFileURL(join(dirname(preloadPath), '..', 'register.mjs')).href;
  return {
    env: own,
    async play(address) {
      await runProgram(process.execPath, [join(programs, 'play.mjs'), preload], {
        ...own,
        ...SETTINGS,
        MCPWATCH_ENDPOINT: address,
      });
    },
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}
