/**
 * `process.execve` replaces the program and keeps the process: id and start stay the same, although everything of the
 * earlier program is gone (#9 B4).
 */
import { wallMs } from '../../../real-time.js';
import type { Owner } from '../format/owner.js';

/** When this program was started in its process, in milliseconds since 1970. */
const startedAtMs = wallMs() - process.uptime() * 1000;

/** Owners that live renew the time stamps of their segments: one from before our start cannot be renewed any more. */
export function isOfEarlierImage(owner: Owner, self: Owner, modifiedAtMs: number): boolean {
  const isSameProcess =
    owner.pid === self.pid &&
    owner.startedAt === self.startedAt &&
    owner.namespace === self.namespace &&
    owner.boot === self.boot &&
    self.startedAt !== '0';
  return isSameProcess && modifiedAtMs < startedAtMs;
}
