/** What the operating system says about processes; replaceable, because tests cannot reboot. */
import { readFileSync, readlinkSync } from 'node:fs';
import { builtin } from '../../../builtin-module.js';
import { errnoOf } from '../../../errno.js';
import { shortHash } from '../../../short-hash.js';

export interface ProcessTable {
  /** Clock ticks from boot to the start of `pid`; `undefined` when no such process is visible. */
  startOf(pid: number | 'self'): string | undefined;
  namespace(): string | undefined;
  boot(): string;
  /** `false` only when there is certainly no such process on this machine. */
  mayExist(pid: number): boolean;
}

export const processTable: ProcessTable = {
  startOf(pid) {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The second field is the program's name in brackets, and may contain spaces and brackets itself.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  },
  namespace: () => attempt(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')),
  boot: () => shortHash(attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? hostName(), 8),
  mayExist(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return errnoOf(error) !== 'ESRCH';
    }
  },
};

/** Where there is no `/proc`: elsewhere a start does without the module (#14). */
const hostName = () => builtin('node:os').hostname();

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
