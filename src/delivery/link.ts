/**
 * What the main thread and the worker share: numbers in shared memory, which both can read while the other is
 * blocked, and messages for the rest. Numbers wrap around; only differences count.
 */
import type { DropReason, QuotaInfo, SdkIdentity } from '../model.js';
import type { Owner } from './spool/format/owner.js';
import type { SpoolDestination } from './spool/format/recipient.js';
import type { SpoolLimits } from './spool/format/spool-limits.js';

/** Reasons that either side may count; their order is that of the slots. */
export const REASONS = [
  'queue_full',
  'rejected',
  'too_large',
  'sampled',
  'deadline',
  'unreachable',
  'expired',
  'spool_error',
  'capture_error',
] as const satisfies readonly DropReason[];

/** Numbers by slot. `claims` takes three. */
export const SLOT = {
  claims: 0,
  /** Lines that the main thread has stored. */
  appended: 3,
  /** The main thread wakes the worker when `appended` gets here. */
  wakeAt: 4,
  /** Id of the last flush that ended. */
  flushed: 5,
  /** Own lines that are done with, delivered or dropped by the worker. */
  settled: 6,
  /** Own lines that the main thread dropped after it had stored them. */
  withdrawn: 7,
  delivered: 8,
  adoptedDelivered: 9,
  memoryQueued: 10,
  memorySettled: 11,
  droppedByWorker: 16,
  adoptedDropped: 32,
  /** Losses as the main thread's ledger knows them, to be reported to the endpoint. */
  lost: 48,
  lossesReported: 64,
} as const;

const SLOTS = 80;

export function createSlots(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));
}

/** Own lines that are stored and not done with. */
export function countWaiting(slots: Int32Array): number {
  const stored = Atomics.load(slots, SLOT.appended) - Atomics.load(slots, SLOT.withdrawn);
  return (stored - Atomics.load(slots, SLOT.settled)) | 0;
}

/** All that the worker is told when it starts; plain data, since it is cloned. */
export interface WorkerSetup {
  readonly slots: Int32Array;
  readonly port: import('node:worker_threads').MessagePort;
  readonly endpoint: string;
  readonly apiKey: string | undefined;
  readonly isLoopback: boolean;
  readonly maxBatchSize: number;
  readonly flushIntervalMs: number;
  readonly sdk: SdkIdentity;
  readonly spool: SpoolSetup | undefined;
}

export interface SpoolSetup {
  readonly dir: string;
  readonly owner: Owner;
  readonly destination: SpoolDestination;
  readonly limits: SpoolLimits;
}

export type ToWorker =
  | { readonly kind: 'wake' }
  | { readonly kind: 'flush'; readonly id: number }
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

export type ToMain =
  | { readonly kind: 'pull'; readonly count: number }
  | { readonly kind: 'flushed'; readonly id: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'quota'; readonly quota: QuotaInfo }
  | { readonly kind: 'problem'; readonly key: string; readonly text: string }
  | { readonly kind: 'debug'; readonly text: string };
