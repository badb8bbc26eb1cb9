/**
 * The worker thread's program: connects the spool's reading side to the shipper. It holds no event for longer than one
 * batch takes; what it has not delivered is still on disk, or on the main thread.
 */

import type { SdkIdentity } from '../../model.js';
import type { Backlog } from '../batch.js';
import { Counters } from '../counters.js';
import type { SpoolSetup, ToMain, ToWorker, WorkerSetup } from '../link.js';
import type { Destination } from '../ship/destination.js';
import { openPost } from '../ship/http/open-post.js';
import { Pump } from '../ship/pump.js';
import { createSleeper } from '../ship/sleeper.js';
import type { Spread } from '../ship/spread.js';
import { DiskBacklog } from '../spool/read/disk-backlog.js';
import { MemoryBacklog } from '../spool/read/memory-backlog.js';
import { createClaims } from '../spool/write/claims.js';
import { type Target, targetName } from '../target.js';
import { adoptPeriodically } from './adoption.js';
import { DeliveryCounts } from './delivery-counts.js';
import { joinBacklogs } from './joined-backlog.js';
import { Silence } from './silence.js';
import { silenceOutput } from './silent-output.js';

/** Higher than the id of any flush. */
const ALL_FLUSHES = 0x7fffffff;
/** Of the time that an exit waits: the worker has to find out before the exit does. */
const SILENT_AFTER = 0.8;

/** What a destination is made of. */
export interface DestinationContext {
  readonly target: Target;
  readonly sdk: SdkIdentity;
  readonly counters: Counters;
  /** `undefined`: events wait in memory. */
  readonly spool: SpoolSetup | undefined;
  /** Printed once. */
  readonly onProblem: (text: string) => void;
  readonly openPost: typeof openPost;
}

export interface WorkerDestination {
  readonly destination: Destination;
  readonly spread?: Spread;
}

export type CreateDestination = (context: DestinationContext) => WorkerDestination;

export function runWorker(setup: WorkerSetup, createDestination: CreateDestination): void {
  const { port, spool, target, sdk } = setup;
  const counters = new Counters(setup.counters);
  const send = (message: ToMain) => port.postMessage(message);
  silenceOutput((text) => send({ kind: 'debug', text: `worker: ${text.trimEnd()}` }));
  const counts = new DeliveryCounts({ counters, send, target });
  // The main thread may be blocked, waiting for a flush that would never end.
  process.on('uncaughtExceptionMonitor', () => counters.flushed.announce(ALL_FLUSHES));

  const memory = new MemoryBacklog({
    queued: () => counters.memoryQueued.value,
    pull: (count) => send({ kind: 'pull', count }),
  });
  const disk = openDisk(setup, counters, counts, send);
  const onProblem = (text: string) => send({ kind: 'problem', key: text, text });
  const to = createDestination({ target, sdk, counters, spool, onProblem, openPost });
  const silence = new Silence({ afterMs: setup.shutdownTimeoutMs * SILENT_AFTER, spool });
  const destination = silence.watch(to.destination);
  const backlog = disk === undefined ? memory : joinBacklogs(disk, memory);
  const pump = createPump(setup, counters, counts, { ...to, destination }, backlog);
  const adopt = disk !== undefined && spool !== undefined ? adoptPeriodically({ spool, disk, pump, send }) : () => {};
  port.on('message', (message: ToWorker) =>
    receive(message, { pump, memory, disk, destination, silence, target, counters, send, adopt }),
  );
  void pump.run();
}

function openDisk(
  { spool }: WorkerSetup,
  counters: Counters,
  counts: DeliveryCounts,
  send: (message: ToMain) => void,
): DiskBacklog | undefined {
  if (spool === undefined) return undefined;
  const { dir, recipient, owner, limits } = spool;
  return new DiskBacklog({
    dir,
    owner,
    limits,
    recipientId: recipient.id,
    claims: createClaims(counters.claims),
    onDrop: (reason, count, isAdopted) => counts.dropped(reason, count, { isAdopted, isDurable: true }),
    onProblem: (text) => send({ kind: 'problem', key: text, text }),
  });
}

function createPump(
  { batchSizes, flushIntervalMs }: WorkerSetup,
  counters: Counters,
  counts: DeliveryCounts,
  { destination, spread }: WorkerDestination,
  backlog: Backlog,
): Pump {
  const pump = new Pump({
    backlog,
    destination,
    enoughEvents: batchSizes.enough,
    maxBatchEvents: batchSizes.most,
    flushIntervalMs,
    sleeper: createSleeper(),
    waiting: () => counters.waiting,
    wakeAt(count) {
      counters.wakeAt.value = counters.appended.value + count - counters.waiting;
      // The main thread may have got there before the number was set: then it will not wake us.
      if (counters.waiting >= count) pump.wake();
    },
    reports: counts,
    ...(spread === undefined ? {} : { spread }),
  });
  return pump;
}

interface Running {
  readonly pump: Pump;
  readonly memory: MemoryBacklog;
  readonly disk: DiskBacklog | undefined;
  readonly destination: Destination;
  readonly silence: Silence;
  readonly target: Target;
  readonly counters: Counters;
  readonly send: (message: ToMain) => void;
  readonly adopt: () => void;
}

function receive(message: ToWorker, running: Running): void {
  const { pump, memory, counters, send, adopt } = running;
  switch (message.kind) {
    case 'wake':
      pump.wake();
      break;
    case 'adopt':
      adopt();
      break;
    case 'lines':
      memory.receive(message.lines);
      break;
    case 'flush':
      void (message.isAtExit ? flushAtExit(running) : flush(running)).then(() => {
        counters.flushed.announce(message.id);
        send({ kind: 'flushed', id: message.id });
      });
  }
}

async function flush({ pump, disk, destination }: Running): Promise<void> {
  await pump.flush();
  await destination.flush?.(disk?.hasAdopted() ?? false);
}

/** Where everything waits on disk, an endpoint that says nothing is not waited for to the end (#14). */
async function flushAtExit(running: Running): Promise<void> {
  const { silence, counters, target, send } = running;
  const flushed = flush(running).then(() => 'flushed' as const);
  if (counters.memoryHeld.value > 0) return void (await flushed);
  const ended = await Promise.race([flushed, silence.found()]);
  if (ended === 'flushed') return;
  const what =
    ended === 'metrics' ? 'does not answer when metrics are sent; they wait' : 'does not answer; events wait';
  send({ kind: 'problem', key: 'unreachable', text: `${targetName(target)} ${what} on disk` });
}
