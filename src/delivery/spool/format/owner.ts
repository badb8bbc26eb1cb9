/**
 * The writer of a segment, described so that another process can prove that it is dead. A process id alone proves
 * nothing: ids are reused, and in containers every process has number 1 (#3).
 */
import { randomHex } from '../../../random.js';
import { type ProcessTable, processTable } from './process-table.js';

export interface Owner {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process; `0` where the system does not say. */
  readonly startedAt: string;
  /** Inode of the process id namespace; `0` where there is none. */
  readonly namespace: string;
  /** Eight hex digits for this boot of this machine. */
  readonly boot: string;
  /** Tells threads and copies within one process apart. */
  readonly nonce: string;
}

/** `unknown`: no proof either way from here, as for a process in another container or on another machine. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export function createOwner(table: ProcessTable = processTable): Owner {
  const startedAt = table.startOf('self');
  const namespace = table.namespace();
  // Both or neither: half of the proof is none.
  const isProvable = startedAt !== undefined && namespace !== undefined;
  return {
    pid: process.pid,
    startedAt: isProvable ? startedAt : '0',
    namespace: isProvable ? namespace : '0',
    boot: table.boot(),
    nonce: randomHex(8),
  };
}

/** Whether the process of `owner` still runs, as `self` can see it. */
export function livenessOf(owner: Owner, self: Owner, table: ProcessTable = processTable): Liveness {
  if (owner.boot !== self.boot || owner.namespace !== self.namespace) return 'unknown';
  if (owner.namespace !== '0') return table.startOf(owner.pid) === owner.startedAt ? 'alive' : 'dead';
  if (process.platform === 'linux') return 'unknown';
  return table.mayExist(owner.pid) ? 'unknown' : 'dead';
}
