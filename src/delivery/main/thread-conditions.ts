/** What a process needs before it can start a thread. */
import { fstatSync } from 'node:fs';

const STREAMS = ['stdin', 'stdout', 'stderr'];

/**
 * Throws where a thread would come to nothing, or do harm. Node cannot start one in a folder that was deleted, and learns
 * it too late for an exit. With a standard stream closed, libuv takes its descriptor and aborts the process.
 */
export function checkThreadConditions(): void {
  process.cwd();
  for (let fd = 0; fd < STREAMS.length; fd += 1) {
    try {
      fstatSync(fd);
    } catch {
      throw new Error(`this process has closed its ${STREAMS[fd]}`);
    }
  }
}
