/** Unix sockets in the spool folder, which only its user can enter. */
import { join } from 'node:path';

/** `sockaddr_un` has room for 104 bytes on macOS, 108 on Linux. */
const MAX_PATH_BYTES = 103;

/** `undefined` where there can be no such socket: on Windows, and in a folder whose path is too long. */
export function socketPath(dir: string, name: string): string | undefined {
  const path = join(dir, name);
  const isPossible = process.platform !== 'win32' && Buffer.byteLength(path) <= MAX_PATH_BYTES;
  return isPossible ? path : undefined;
}
