/** Starts the collector of `mcpwatch dev`: its store, its listeners, and the events that wait in the spool. */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Collector } from '../../collector/collector.js';
import type { Notice, StoredRow } from '../../collector/store/event-store.js';
import { openStore } from '../../collector/store/open-store.js';
import type { SpoolPolicy } from '../../config/policies.js';
import type { CommandIo } from '../command.js';
import { listenLocally } from '../local-listening.js';
import { takeWaitingEvents } from '../waiting-events.js';
import type { DevOptions } from './dev-flags.js';
import { type DevFolder, noteRunning } from './dev-folder.js';
import { serverEnv } from './server-env.js';

export interface DevCollectorOptions {
  readonly options: DevOptions;
  readonly folder: DevFolder;
  readonly token: string;
  readonly spool: SpoolPolicy;
  readonly io: CommandIo;
  readonly onRow: (stored: StoredRow) => void;
  /** Another `mcpwatch dev` takes the events of servers without configuration. */
  readonly isSecond: boolean;
}

export interface DevCollector {
  readonly collector: Collector;
  readonly address: string;
  close(): Promise<void>;
}

/** Rejects with the listen error, or when the database cannot be opened. */
export async function startDevCollector(dev: DevCollectorOptions): Promise<DevCollector> {
  const { options, folder, io } = dev;
  const notices: Notice[] = [];
  let onNotice = (notice: Notice) => {
    notices.push(notice);
  };
  const store = await openStore({
    path: databasePath(dev),
    canDoWithout: options.store.kind === 'default',
    retention: options.retention,
    program: pathToProgram(io.preloadPath),
    onNotice: (notice) => {
      io.say(notice.message);
      onNotice(notice);
    },
  });
  const collector = new Collector({
    store,
    token: dev.token,
    pageFolder: join(dirname(io.preloadPath), 'page'),
    simulation: options.simulation,
    onRow: dev.onRow,
    onTrouble: io.say,
    setup: {
      node: process.execPath,
      register: join(dirname(io.preloadPath), '..', 'register.mjs'),
      cli: join(dirname(io.preloadPath), 'cli.js'),
      cwd: process.cwd(),
      home: io.env['HOME'] ?? '',
    },
  });
  onNotice = (notice) => collector.notice(notice);
  for (const notice of notices) collector.notice(notice);
  try {
    const address = await collector.listen(options.port);
    return { collector, address, close: await takeOver(dev, collector, address, folder) };
  } catch (error) {
    await collector.close();
    throw error;
  }
}

/** What only the first `mcpwatch dev` of a user does. Answers how to close everything. */
async function takeOver(dev: DevCollectorOptions, collector: Collector, address: string, folder: DevFolder) {
  const { spool, io } = dev;
  if (dev.isSecond) {
    collector.setServerEnv(serverEnv(undefined, address, io.env));
    return () => collector.close();
  }
  const forget = noteRunning(folder.dir, { pid: process.pid, address });
  const listens =
    spool.kind === 'disk' &&
    (await listenLocally({ dir: spool.dir, listen: (path) => collector.listenOnSocket(path), say: io.say }));
  collector.setServerEnv(serverEnv(listens ? spool.dir : undefined, address, io.env));
  const stopTaking = takeWaitingEvents({
    spool,
    take: (lines) => collector.take(lines),
    say: io.say,
  });
  return async () => {
    forget();
    await stopTaking();
    await collector.close();
  };
}

function databasePath({ options, folder }: DevCollectorOptions): string | undefined {
  const { store } = options;
  if (store.kind === 'file') return store.path;
  return store.kind === 'memory' ? undefined : folder.databasePath;
}

function pathToProgram(preloadPath: string): URL {
  return new URL('./store-thread.js', pathToFileURL(preloadPath));
}
