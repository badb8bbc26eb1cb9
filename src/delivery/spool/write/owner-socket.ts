/** The proof that this owner lives: a socket that nobody talks to. See owner-socket-path.ts. */
import { renameSync } from 'node:fs';
import type { Server } from 'node:net';
import { inEmptyContext } from '../../../empty-context.js';
import { isMainThread } from '../../../threads.js';
import type { Owner } from '../format/owner.js';
import { ownerSocketPath } from '../format/owner-socket-path.js';
import { unlinkQuietly } from './segment-file.js';

/** The inode of the process id namespace that a machine starts with (PROC_PID_INIT_INO in the kernel). */
const INITIAL_NAMESPACE = '4026531836';

/** Whether the process table alone cannot prove that `owner` is dead: in containers, and in threads. */
export function needsSocket({ namespace }: Owner): boolean {
  return namespace !== INITIAL_NAMESPACE || !isMainThread;
}

export class OwnerSocket {
  readonly #path: string | undefined;
  #server: Server | undefined;

  constructor(dir: string, owner: Owner) {
    this.#path = ownerSocketPath(dir, owner);
  }

  /**
   * Listens, unless it does already: when this returns, connections succeed. Where that is impossible others have to wait
   * for the lease (lease.ts). Never throws.
   */
  open(): void {
    const path = this.#path;
    if (path === undefined || this.#server !== undefined) return;
    // Not imported: most processes need no socket, and loading node:net takes 5 ms of a start.
    const { createServer } = globalThis.process.getBuiltinModule('node:net');
    const server = inEmptyContext(() => createServer((connection) => connection.destroy()));
    this.#server = server;
    server.on('error', () => {});
    try {
      const temporary = path.replace(/sock$/, 'tmp');
      inEmptyContext(() => listenNow(server, temporary));
      server.unref();
      // The name that others know never refuses while we live; and Node, which deletes the name that it has bound when the
      // process ends, leaves this one alone: the next process needs it, to be refused.
      renameSync(temporary, path);
    } catch {
      server.close();
    }
  }

  /** Nothing waits for anybody: no proof is needed. */
  close(): void {
    if (this.#path === undefined || this.#server === undefined) return;
    unlinkQuietly(this.#path);
    this.#server.close();
    this.#server = undefined;
  }
}

/** `listen` loads node:cluster first, which takes 10 ms of a server's start; what it calls after that does not. */
function listenNow(server: Server, path: string): void {
  if ('_listen2' in server && typeof server._listen2 === 'function') server._listen2(path, -1, -1, 16);
  else server.listen({ path, exclusive: true });
}
