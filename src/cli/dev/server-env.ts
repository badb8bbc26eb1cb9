/** What a server needs in its environment to find this collector: a client starts it without the environment of a terminal. */
import { LOCAL_ENDPOINT } from '../../config/endpoint.js';
import { defaultSpoolDir } from '../../config/spool-folder.js';

/** What editors and desktop clients pass on. */
const PASSED_ON = ['HOME', 'LOCALAPPDATA'];

/** `dir`: the state folder in which the collector listens; `undefined` where it does not. */
export function serverEnv(
  dir: string | undefined,
  address: string,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const passedOn = Object.fromEntries(PASSED_ON.map((name) => [name, env[name]]));
  if (dir !== undefined) return dir === defaultSpoolDir(passedOn) ? {} : { MCPWATCH_SPOOL_DIR: dir };
  // On Windows servers without configuration use the port.
  return process.platform === 'win32' && address === LOCAL_ENDPOINT ? {} : { MCPWATCH_ENDPOINT: address };
}
