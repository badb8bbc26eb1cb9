/** Counts every line from storing to delivery or loss, and keeps the ledger and the shared counters consistent. */
import type { Diagnostics } from '../../diagnostics.js';
import type { Ledger } from '../../ledger.js';
import type { DropReason } from '../../model.js';
import { type Counters, DROP_REASONS, type ReasonCounts } from '../counters.js';
import { Growth } from '../shared-number.js';
import type { DeliveryReport } from './delivery-report.js';

export interface AccountsOptions {
  readonly counters: Counters;
  readonly ledger: Ledger;
  readonly diagnostics: Diagnostics;
}

const LOSS_TEXT: Readonly<Partial<Record<DropReason, string>>> = {
  queue_full: 'more events wait than may; the oldest are dropped first (queue_full)',
  rejected: 'the endpoint does not accept them (rejected)',
  too_large: 'one is larger than a segment may be (too_large)',
  unreachable: 'they cannot be sent, and there is no disk for them to wait on (unreachable)',
  deadline: 'the process ends before the endpoint has answered, and there is no disk for them to wait on (deadline)',
  expired: 'they have waited for too long (expired)',
  spool_error: 'they cannot be stored or read again (spool_error)',
};

const growthOf = (counts: ReasonCounts) =>
  DROP_REASONS.map((reason) => [reason, new Growth(counts.of(reason))] as const);

export class Accounts {
  readonly #options: AccountsOptions;
  readonly #delivered: Growth;
  readonly #memorySettled: Growth;
  readonly #droppedByWorker: ReadonlyArray<readonly [DropReason, Growth]>;
  readonly #adoptedDropped: ReadonlyArray<readonly [DropReason, Growth]>;
  #deliveredSoFar = 0;

  constructor(options: AccountsOptions) {
    const { delivered, memorySettled, droppedByWorker, adoptedDropped } = options.counters;
    this.#options = options;
    this.#delivered = new Growth(delivered);
    this.#memorySettled = new Growth(memorySettled);
    this.#droppedByWorker = growthOf(droppedByWorker);
    this.#adoptedDropped = growthOf(adoptedDropped);
  }

  /** Lines that wait: stored, and neither delivered nor dropped. */
  get waiting(): number {
    return this.#options.counters.waiting;
  }

  /** Always counted; printed once for each reason. */
  lose(reason: DropReason, count: number): void {
    if (count === 0) return;
    this.#options.ledger.drop(reason, count);
    this.announceLoss(reason);
  }

  announceLoss(reason: DropReason): void {
    const text = `events are being lost: ${LOSS_TEXT[reason] ?? reason}`;
    this.#options.diagnostics.once(`lost ${reason}`, text);
  }

  /** Lines that were stored, and are lost on the main thread. */
  withdraw(reason: DropReason, count: number): void {
    if (count === 0) return;
    this.lose(reason, count);
    this.#options.counters.withdrawn.add(count);
  }

  /**
   * Brings the worker's numbers into the ledger, and the ledger's to the worker, which reports them to the endpoint.
   * Returns how many lines from memory the worker is done with since the last call.
   */
  sync(): number {
    const { ledger, counters } = this.#options;
    this.#deliveredSoFar += this.#delivered.take();
    for (const [reason, growth] of this.#droppedByWorker) this.lose(reason, growth.take());
    for (const [reason, growth] of this.#adoptedDropped) this.#loseAdopted(reason, growth.take());
    const { dropped } = ledger.counts;
    for (const reason of DROP_REASONS) counters.lost.of(reason).value = dropped[reason] ?? 0;
    return this.#memorySettled.take();
  }

  /** Not part of this process's ledger; the worker reports them to the endpoint too. */
  #loseAdopted(reason: DropReason, count: number): void {
    if (count === 0) return;
    const text = `${count} events of processes that have ended are lost: ${LOSS_TEXT[reason] ?? reason}`;
    this.#options.diagnostics.once(`lost adopted ${reason}`, text);
  }

  /** As of the last `sync`. */
  report(): DeliveryReport {
    const { ledger, counters } = this.#options;
    const { captured, dropped } = ledger.counts;
    const adopted = { delivered: counters.adoptedDelivered.value, dropped: counters.adoptedDropped.toRecord() };
    return { captured, delivered: this.#deliveredSoFar, waiting: this.waiting, dropped, adopted };
  }
}
