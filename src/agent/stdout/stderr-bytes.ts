/**
 * Writes what was meant for stdout to stderr. Not through `process.stderr`, whose errors nobody handles: a client that has
 * closed it would end the server.
 */
import { writeSync } from 'node:fs';

export function writeBytesToStderr(bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(2, bytes, written);
  } catch {
    // Full or closed: there is no other place for it.
  }
}
