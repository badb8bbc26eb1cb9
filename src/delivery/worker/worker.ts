/**
 * The worker thread's program: wires the spool's reading side to the shipper. It holds no event longer than
 * one batch takes; what it has not delivered is still on disk, or on the main thread.
 */
import { workerData } from 'node:worker_threads';
import type { DropReason } from '../../model.js';
import { countWaiting, REASONS, SLOT, type ToMain, type ToWorker, type WorkerSetup } from '../link.js';
import type { Destination, Outcome } from '../ship/destination.js';
import { createEndpoint } from '../ship/mcpwatch/endpoint.js';
import { addLossReport } from '../ship/mcpwatch/loss-report.js';
import { createPump, type Pump } from '../ship/pump.js';
import { createSleeper } from '../ship/sleeper.js';
import { type Adopter, createAdopter } from '../spool/adopt/adopt.js';
import { HEARTBEAT_MS } from '../spool/adopt/lease.js';
import type { Backlog, Batch } from '../spool/read/backlog.js';
import { createDiskBacklog, type DiskBacklog } from '../spool/read/disk-backlog.js';
import { createMemoryBacklog } from '../spool/read/memory-backlog.js';
import { createClaims } from '../spool/write/claims.js';

/** Late enough not to compete with the server's start. */
const ADOPT_AFTER_MS = 200;
const ADOPT_EVERY_MS = 60_000;

const setup = workerData as WorkerSetup;
const { slots, port } = setup;
const say = (message: ToMain) => port.postMessage(message);
const add = (slot: number, count: number) => void Atomics.add(slots, slot, count);
let failuresInRow = 0;

// The main thread may be blocked, waiting for a flush that will never come.
process.on('uncaughtExceptionMonitor', endFlushes);

const memory = createMemoryBacklog({
  queued: () => Atomics.load(slots, SLOT.memoryQueued),
  pull: (count) => say({ kind: 'pull', count }),
});
const disk = openDisk();
const backlog = disk === undefined ? memory : joinBacklogs(disk);
const pump = startPump(backlog);
port.on('message', receive);
if (disk !== undefined && setup.spool !== undefined) keepHouse(disk, pump);

function receive(message: ToWorker): void {
  switch (message.kind) {
    case 'wake':
      pump.wake();
      break;
    case 'lines':
      memory.receive(message.lines);
      break;
    case 'flush':
      void pump.flush().then(() => {
        Atomics.store(slots, SLOT.flushed, message.id);
        Atomics.notify(slots, SLOT.flushed);
        say({ kind: 'flushed', id: message.id });
      });
  }
}

function endFlushes(): void {
  Atomics.store(slots, SLOT.flushed, 0x7fffffff);
  Atomics.notify(slots, SLOT.flushed);
}

function openDisk(): DiskBacklog | undefined {
  if (setup.spool === undefined) return undefined;
  const { dir, destination, owner, limits } = setup.spool;
  return createDiskBacklog({
    dir,
    owner,
    limits,
    destinationId: destination.id,
    claims: createClaims(slots.subarray(SLOT.claims, SLOT.claims + 3)),
    onDrop: (reason, count, isAdopted) => countDropped(reason, count, isAdopted),
    onProblem: (text) => say({ kind: 'problem', key: text, text }),
  });
}

/** Own lines on disk, own lines in memory (the disk may have failed on the way), then what was adopted. */
function joinBacklogs(it: DiskBacklog): Backlog {
  return {
    nextBatch: async (limit) => it.nextOwn(limit) ?? (await memory.nextBatch(limit)) ?? it.nextAdopted(limit),
    ack: (batch) => (batch.isDurable ? it.ack(batch) : memory.ack(batch)),
  };
}

function startPump(source: Backlog): Pump {
  return createPump<Batch>({
    source,
    destination: reportLosses(
      createEndpoint({
        endpoint: setup.endpoint,
        apiKey: setup.apiKey,
        isLoopback: setup.isLoopback,
        sdk: setup.sdk,
        env: process.env,
      }),
    ),
    maxBatchEvents: setup.maxBatchSize,
    flushIntervalMs: setup.flushIntervalMs,
    sleeper: createSleeper(),
    waiting: () => countWaiting(slots),
    wakeAt,
    reports: {
      delivered(count, batch) {
        failuresInRow = 0;
        if (batch.isAdopted) return add(SLOT.adoptedDelivered, count);
        add(SLOT.delivered, count);
        settle(count, batch.isDurable);
      },
      dropped: (reason, count, batch) => countDropped(reason, count, batch.isAdopted, batch.isDurable),
      quota: (quota) => say({ kind: 'quota', quota }),
      failed: sayFailed,
    },
  });
}

/** The main thread may have got there before the number was set: then it will not wake us. */
function wakeAt(count: number): void {
  const missing = count - countWaiting(slots);
  Atomics.store(slots, SLOT.wakeAt, Atomics.load(slots, SLOT.appended) + missing);
  if (countWaiting(slots) >= count) pump.wake();
}

function settle(count: number, isDurable: boolean): void {
  if (!isDurable) add(SLOT.memorySettled, count);
  add(SLOT.settled, count);
}

function countDropped(reason: DropReason, count: number, isAdopted: boolean, isDurable = true): void {
  const slot = REASONS.indexOf(reason);
  add((isAdopted ? SLOT.adoptedDropped : SLOT.droppedByWorker) + slot, count);
  if (!isAdopted) settle(count, isDurable);
  say({ kind: 'lost' });
}

/** An endpoint on this machine that does not listen is what is to be expected between two `mcpwatch dev`. */
function sayFailed(outcome: Exclude<Outcome, { status: 'delivered' }>): void {
  failuresInRow += 1;
  const text = `${setup.endpoint} did not take the events: ${outcome.why}`;
  if (outcome.status === 'rejected') say({ kind: 'problem', key: `rejected ${outcome.why}`, text });
  else if (outcome.pauseMs !== undefined) {
    say({ kind: 'problem', key: 'paused', text: `${text}; pausing for ${Math.ceil(outcome.pauseMs / 1000)} s` });
  } else if (failuresInRow > 1 && !setup.isLoopback) {
    say({ kind: 'problem', key: 'unreachable', text: `${text}; trying again until it does` });
  } else say({ kind: 'debug', text });
}

/** Puts the losses that the endpoint does not know of yet onto the last event of a batch. */
function reportLosses(destination: Destination): Destination {
  return {
    close: () => destination.close(),
    async send(lines) {
      const losses = unreportedLosses();
      const last = lines.at(-1);
      const marked = losses.size > 0 && last !== undefined ? addLossReport(Buffer.from(last), losses) : undefined;
      if (marked === undefined) return destination.send(lines);
      const outcome = await destination.send([...lines.slice(0, -1), marked]);
      if (outcome.status !== 'delivered') return outcome;
      for (const [reason, count] of losses) {
        add(SLOT.lossesReported + REASONS.indexOf(reason), count);
      }
      return outcome;
    },
  };
}

/** Sampling is what the user asked for, not a loss. */
function unreportedLosses(): Map<DropReason, number> {
  const losses = new Map<DropReason, number>();
  for (const [index, reason] of REASONS.entries()) {
    const known = Atomics.load(slots, SLOT.lost + index) + Atomics.load(slots, SLOT.adoptedDropped + index);
    const count = (known - Atomics.load(slots, SLOT.lossesReported + index)) | 0;
    if (count > 0 && reason !== 'sampled') losses.set(reason, count);
  }
  return losses;
}

function keepHouse(it: DiskBacklog, running: Pump): void {
  const spool = setup.spool;
  if (spool === undefined) return;
  const adopter: Adopter = createAdopter({
    dir: spool.dir,
    owner: spool.owner,
    destinationId: spool.destination.id,
    isWanted: (found) => found.id === spool.destination.id,
    onProblem: (text) => say({ kind: 'problem', key: text, text }),
  });
  const adopt = () => {
    const names = adopter.adopt();
    for (const name of names) it.add(name);
    if (names.length === 0) return;
    say({ kind: 'debug', text: `adopted ${names.length} segment(s) of processes that have ended` });
    running.wake();
  };
  setTimeout(adopt, ADOPT_AFTER_MS);
  setInterval(adopt, ADOPT_EVERY_MS);
  setInterval(() => adopter.renew(), HEARTBEAT_MS);
}
