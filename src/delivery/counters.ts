/**
 * The numbers that the main thread and the worker share: each can read them while the other is blocked. The main
 * thread allocates them; the worker gets `memory` and opens the same numbers.
 */
import type { DropReason } from '../model.js';
import { SharedNumber } from './shared-number.js';

/** Reasons that either thread may count, in the order of their numbers. */
export const DROP_REASONS = [
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

/** One number for each reason. */
export class ReasonCounts {
  readonly #numbers: ReadonlyMap<DropReason, SharedNumber>;

  constructor(place: () => SharedNumber) {
    this.#numbers = new Map(DROP_REASONS.map((reason) => [reason, place()]));
  }

  of(reason: DropReason): SharedNumber {
    const number = this.#numbers.get(reason);
    if (number === undefined) throw new Error(`no count for ${reason}`);
    return number;
  }

  /** Reasons with a count other than zero. */
  toRecord(): Partial<Record<DropReason, number>> {
    const record: Partial<Record<DropReason, number>> = {};
    for (const [reason, { value }] of this.#numbers) if (value > 0) record[reason] = value;
    return record;
  }
}

/** Of the memory behind `Counters`. */
export const COUNTERS_LENGTH = 64;

export class Counters {
  readonly memory: Int32Array;
  /** See spool/write/claims.ts. */
  readonly claims: readonly SharedNumber[];
  /** Lines that the main thread has stored. */
  readonly appended: SharedNumber;
  /** The main thread wakes the worker when `appended` gets here. */
  readonly wakeAt: SharedNumber;
  /** Id of the last flush that ended. */
  readonly flushed: SharedNumber;
  /** Lines of this process that the worker has delivered or dropped. */
  readonly settled: SharedNumber;
  /** Lines that the main thread stored and dropped again. */
  readonly withdrawn: SharedNumber;
  readonly delivered: SharedNumber;
  readonly adoptedDelivered: SharedNumber;
  /** Lines in memory that the worker has not fetched yet. */
  readonly memoryQueued: SharedNumber;
  /** Lines in memory, here or in the worker: they are lost when the thread is terminated. */
  readonly memoryHeld: SharedNumber;
  /** Lines from memory that the worker is done with. */
  readonly memorySettled: SharedNumber;
  /** 1: the thread has ended by itself, and nothing of it waits. */
  readonly finished: SharedNumber;
  /** 1: the destination holds something that does not come in batches, and a flush must send. */
  readonly held: SharedNumber;
  readonly droppedByWorker: ReasonCounts;
  readonly adoptedDropped: ReasonCounts;
  /** All losses in the main thread's ledger, to be reported to the endpoint. */
  readonly lost: ReasonCounts;
  readonly lossesReported: ReasonCounts;

  constructor(
    memory: Int32Array = new Int32Array(new SharedArrayBuffer(COUNTERS_LENGTH * Int32Array.BYTES_PER_ELEMENT)),
  ) {
    let next = 0;
    const place = () => {
      next += 1;
      return new SharedNumber(memory, next - 1);
    };
    this.memory = memory;
    this.claims = [place(), place(), place()];
    this.appended = place();
    this.wakeAt = place();
    this.flushed = place();
    this.settled = place();
    this.withdrawn = place();
    this.delivered = place();
    this.adoptedDelivered = place();
    this.memoryQueued = place();
    this.memoryHeld = place();
    this.memorySettled = place();
    this.finished = place();
    this.held = place();
    this.droppedByWorker = new ReasonCounts(place);
    this.adoptedDropped = new ReasonCounts(place);
    this.lost = new ReasonCounts(place);
    this.lossesReported = new ReasonCounts(place);
  }

  /** Lines of this process that are stored and neither delivered nor dropped. */
  get waiting(): number {
    return (this.appended.value - this.withdrawn.value - this.settled.value) | 0;
  }
}
