/** Whether an owner lives, by all evidence: the process table, its socket, and the start of this program. */
import { connect } from 'node:net';
import { errnoOf } from '../../../errno.js';
import { type Liveness, livenessOf, type Owner } from '../format/owner.js';
import { ownerSocketPath } from '../format/owner-socket-path.js';
import { isOfEarlierImage } from './earlier-image.js';

/** `modifiedAtMs`: when a segment of `owner` was written or renewed last. */
export type OwnerProbe = (dir: string, owner: Owner, self: Owner, modifiedAtMs: number) => Promise<Liveness>;

const ANSWER_MS = 1000;

export const probeOwner: OwnerProbe = async (dir, owner, self, modifiedAtMs) => {
  const verdict = livenessOf(owner, self);
  // In a folder that machines share, the socket of another machine is refused too.
  if (verdict === 'dead' || owner.boot !== self.boot) return verdict;
  const path = ownerSocketPath(dir, owner);
  const answer = path === undefined ? 'unknown' : await probeSocket(path);
  if (answer !== 'unknown') return answer;
  return isOfEarlierImage(owner, self, modifiedAtMs) ? 'dead' : verdict;
};

const ANSWERS: Readonly<Record<string, Liveness>> = {
  ECONNREFUSED: 'dead',
  // Its backlog is full.
  EAGAIN: 'alive',
};

/** `unknown`: there is no socket, or it cannot be asked. */
export function probeSocket(path: string): Promise<Liveness> {
  return new Promise((resolve) => {
    const connection = connect(path);
    const answer = (liveness: Liveness) => {
      connection.destroy();
      resolve(liveness);
    };
    connection.setTimeout(ANSWER_MS, () => answer('unknown'));
    connection.on('connect', () => answer('alive'));
    connection.on('error', (error) => answer(ANSWERS[errnoOf(error) ?? ''] ?? 'unknown'));
  });
}
