/** The folder where events wait by default: the user's own folder for state. */
import { isAbsolute, join } from 'node:path';
import { builtin } from '../builtin-module.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** XDG's state folder, or the platform's own; `undefined` when the user has no home. */
export function defaultSpoolDir(env: Environment): string | undefined {
  const state = env['XDG_STATE_HOME'];
  if (state !== undefined && isAbsolute(state)) return join(state, 'mcpwatch');
  const local = env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local !== undefined && isAbsolute(local)) {
    return join(local, 'mcpwatch', 'spool');
  }
  const home = env['HOME'] ?? homeFolder();
  if (home === undefined || !isAbsolute(home)) return undefined;
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'mcpwatch');
  return join(home, '.local', 'state', 'mcpwatch');
}

/** `os.homedir` throws where the user id has no entry, as in containers with an arbitrary uid. */
function homeFolder(): string | undefined {
  try {
    return builtin('node:os').homedir();
  } catch {
    return undefined;
  }
}
