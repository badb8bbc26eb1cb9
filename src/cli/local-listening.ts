/** The socket in the user's spool folder, on which `mcpwatch dev` receives the events of servers without configuration. */
import { unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeSocket } from '../delivery/spool/adopt/owner-probe.js';
import { openFolder } from '../delivery/spool/format/folder.js';
import { localSocketPath } from '../delivery/spool/format/local-socket.js';
import { errnoOf } from '../errno.js';

export interface LocalListeningOptions {
  /** The spool folder. */
  readonly dir: string;
  /** Rejects with the listen error. */
  readonly listen: (path: string) => Promise<unknown>;
  readonly say: (text: string) => void;
}

const ATTEMPTS = 3;
const BETWEEN_MS = 200;

/** True: it listens. Never rejects: what goes wrong is said, and the port still works. */
export async function listenLocally({ dir, listen, say }: LocalListeningOptions): Promise<boolean> {
  const path = localSocketPath(dir);
  // On Windows such servers use the port.
  if (path === undefined && process.platform === 'win32') return false;
  const why = path === undefined ? `${dir} is too long a path for a socket` : await tryToListen(dir, path, listen);
  if (why === undefined) return true;
  say(`servers without MCPWATCH_ENDPOINT are seen only when they have ended: ${why} (MCPWATCH_SPOOL_DIR)`);
  return false;
}

/** Why it is impossible. */
async function tryToListen(
  dir: string,
  path: string,
  listen: LocalListeningOptions['listen'],
): Promise<string | undefined> {
  const folder = openFolder(dir);
  if (folder.status === 'refused') return folder.why;
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Left by one that was killed: nobody listens there, and nobody else can.
      if ((await probeSocket(path)) === 'dead') unlinkSync(path);
      await listen(path);
      return undefined;
    } catch (error) {
      const code = errnoOf(error) ?? String(error);
      if (code !== 'EADDRINUSE') return `${path}: ${code}`;
      if (attempt === ATTEMPTS) return 'another mcpwatch dev receives their events';
      // The other one may be about to end: Ctrl-C and start again.
      await sleep(BETWEEN_MS);
    }
  }
}
