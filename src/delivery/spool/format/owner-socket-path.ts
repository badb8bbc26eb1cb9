/**
 * Where the owner of segments listens for as long as it lives. The kernel closes the socket with the thread, the process
 * or its container, whatever ends it, so a refused connection proves that the owner is dead (#9 B4, B5).
 */
import { join } from 'node:path';
import type { Owner } from './owner.js';

/** `sockaddr_un` has room for 104 bytes on macOS, 108 on Linux. */
const MAX_PATH_BYTES = 103;

const NAME = /^([0-9a-f]{8})\.(?:sock|tmp)$/;

/** `undefined` where there can be no such socket. */
export function ownerSocketPath(dir: string, { nonce }: Owner): string | undefined {
  return socketPath(dir, `${nonce}.sock`);
}

/** Unix sockets only: a named pipe on Windows is in no folder, and does not prove whose it is. */
export function socketPath(dir: string, name: string): string | undefined {
  const path = join(dir, name);
  const isPossible = process.platform !== 'win32' && Buffer.byteLength(path) <= MAX_PATH_BYTES;
  return isPossible ? path : undefined;
}

/** The owner's nonce; `undefined` for names that are not ours. */
export function parseOwnerSocketName(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}
