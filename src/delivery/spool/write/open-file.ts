/** Opens a file whose descriptor is not that of a standard stream. */
import { closeSync, constants, openSync } from 'node:fs';

const LAST_STREAM = 2;

/**
 * As `openSync`. A host may have closed its stdin, stdout or stderr: a file gets the lowest descriptor that is free, and
 * what is written to the stream afterwards would be in it.
 */
export function openBehindStreams(path: string, flags: number, mode: number): number {
  let fd = openSync(path, flags, mode);
  const held: number[] = [];
  while (fd <= LAST_STREAM) {
    held.push(fd);
    fd = openSync(path, flags & ~constants.O_EXCL, mode);
  }
  for (const low of held) closeSync(low);
  return fd;
}
