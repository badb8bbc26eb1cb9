/**
 * Who writes a segment, told so that another process can prove that the writer is dead. A process id alone
 * proves nothing: ids are used again, and in containers every process is number 1 (#3).
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { randomHex } from '../../../random.js';
import { shortHash } from './short-hash.js';

export interface Owner {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process; `0` where the system does not tell. */
  readonly startedAt: string;
  /** Inode of the process id namespace; `0` where there is none. */
  readonly namespace: string;
  /** Eight hex digits that stand for this boot of this machine. */
  readonly boot: string;
  /** Tells threads and copies within one process apart. */
  readonly nonce: string;
}

/** `unknown`: no proof either way from here, as for a process in another container or on another machine. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** What the operating system tells; injectable, since tests cannot reboot. */
export interface ProcessTable {
  /** Ticks from boot to the start of `pid`; `undefined` when there is no such process to be seen. */
  startOf(pid: number | 'self'): string | undefined;
  namespace(): string | undefined;
  boot(): string;
  /** `false` only when there is no such process on this machine for sure. */
  mayExist(pid: number): boolean;
}

export const processTable: ProcessTable = {
  startOf(pid) {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
    // The second field is the program's name in brackets, and may hold spaces and brackets itself.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  },
  namespace: () => attempt(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')),
  boot: () => shortHash(attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')) ?? hostname(), 8),
  mayExist(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ESRCH';
    }
  },
};

export function createOwner(table: ProcessTable = processTable): Owner {
  const startedAt = table.startOf('self');
  const namespace = table.namespace();
  // Both or neither: half of the proof is none.
  const proven = startedAt !== undefined && namespace !== undefined;
  return {
    pid: process.pid,
    startedAt: proven ? startedAt : '0',
    namespace: proven ? namespace : '0',
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

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
