/** Whether other users may have written what mcpwatch is about to read, or may read what it is about to write. */
import type { Stats } from 'node:fs';

const WRITABLE_BY_OTHERS = 0o022;

/** Why not; `undefined` where nobody else can write. Windows has no such modes: the user's own folder is private there. */
export function whyNotPrivate({ uid, mode }: Stats, own: number | undefined = process.getuid?.()): string | undefined {
  if (own === undefined) return undefined;
  if (uid !== own) return `belongs to another user (${uid})`;
  return (mode & WRITABLE_BY_OTHERS) === 0 ? undefined : 'can be written by other users';
}
