/** The program of the store's two threads (dist/store-thread.js). */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadSetup, ToThread } from './link.js';
import { loadSqlite } from './load-sqlite.js';
import { CannotOpen } from './open-database.js';
import { ReaderThread } from './reader-thread.js';
import { WriterThread } from './writer-thread.js';

const setup: ThreadSetup = workerData;
const port = parentPort;
const sqlite = loadSqlite();

if (port !== null && sqlite !== undefined) {
  try {
    const { role, path, retention } = setup;
    const thread =
      role === 'writer' ? new WriterThread({ sqlite, path, retention, port }) : new ReaderThread(sqlite, path, port);
    port.on('message', (message: ToThread) => {
      thread.receive(message);
      if (message.kind === 'close') port.close();
    });
  } catch (error) {
    const isChoice = error instanceof CannotOpen;
    const message = isChoice ? error.message : `${setup.path} cannot be opened: ${String(error)}`;
    port.postMessage({ kind: 'cannot_open', message, isChoice });
    port.close();
  }
}
