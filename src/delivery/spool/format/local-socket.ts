/**
 * The socket on which `mcpwatch dev` receives the events of servers without configuration: HTTP/1.1, `POST /v1/events`, as
 * on its port. It is in the user's spool folder, so nobody else can listen there; on a port anybody can (#9 C7).
 */
import { socketPath } from './socket-path.js';

/** `dir`: the spool folder. `undefined` on Windows, and where the path is too long for a socket. */
export function localSocketPath(dir: string): string | undefined {
  return socketPath(dir, 'dev.sock');
}
