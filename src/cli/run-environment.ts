/** The environment of a command under `mcpwatch run`: the preload, and what connects its processes with the run. */
import { isAbsolute, join } from 'node:path';
import { randomHex } from '../random.js';
import { withPreload } from '../run/preload-option.js';
import { RUN_ID_VARIABLE, RUN_NOTES_VARIABLE, RUN_PID_VARIABLE } from '../run/run-notes.js';

export interface RunEnvironmentOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly preloadPath: string;
  /** The folder for notes; `undefined` when the run does not judge whether anything was watched. */
  readonly notes: string | undefined;
}

const RUN_ID_DIGITS = 16;

export function runEnvironment({ env, preloadPath, notes }: RunEnvironmentOptions): NodeJS.ProcessEnv {
  return {
    ...env,
    NODE_OPTIONS: withPreload(env['NODE_OPTIONS'], preloadPath),
    // Tells the command itself from the processes that it starts.
    [RUN_PID_VARIABLE]: String(process.pid),
    // A run inside a run, or inside a CI job that sets an id for all of its runs, belongs to that.
    [RUN_ID_VARIABLE]: env[RUN_ID_VARIABLE]?.trim() || randomHex(RUN_ID_DIGITS),
    ...(notes === undefined ? {} : { [RUN_NOTES_VARIABLE]: notes }),
    ...spoolDir(env),
  };
}

/**
 * The spool's folder depends on XDG_STATE_HOME, which a server does not get from a client that passes on only a few
 * variables; MCPWATCH_ variables it gets.
 */
function spoolDir(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const state = env['XDG_STATE_HOME'];
  if (state === undefined || !isAbsolute(state) || (env['MCPWATCH_SPOOL_DIR'] ?? '').trim() !== '') return {};
  return { MCPWATCH_SPOOL_DIR: join(state, 'mcpwatch') };
}
