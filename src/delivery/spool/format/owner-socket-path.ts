/**
 * Where the owner of segments listens for as long as it lives. The kernel closes the socket with the thread, the process
 * or its container, whatever ends it, so a refused connection proves that the owner is dead (#9 B4, B5).
 */
import type { Owner } from './owner.js';
import { socketPath } from './socket-path.js';

const NAME = /^([0-9a-f]{8})\.(?:sock|tmp)$/;

/** `undefined` where there can be no such socket. */
export function ownerSocketPath(dir: string, { nonce }: Owner): string | undefined {
  return socketPath(dir, `${nonce}.sock`);
}

/** The owner's nonce; `undefined` for names that are not ours. */
export function parseOwnerSocketName(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}
