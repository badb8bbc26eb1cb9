/** Counts what the pump reports, and describes failures to the main thread, which prints them. */
import type { DropReason, QuotaInfo } from '../../model.js';
import type { Batch } from '../batch.js';
import type { Counters } from '../counters.js';
import type { ToMain } from '../link.js';
import type { Failure } from '../ship/destination.js';
import type { PumpReports } from '../ship/pump.js';
import { type Target, targetName } from '../target.js';

export interface DeliveryCountsOptions {
  readonly counters: Counters;
  readonly send: (message: ToMain) => void;
  readonly target: Target;
}

type Origin = Pick<Batch, 'isAdopted' | 'isDurable'>;

export class DeliveryCounts implements PumpReports {
  readonly #options: DeliveryCountsOptions;
  #failuresInRow = 0;

  constructor(options: DeliveryCountsOptions) {
    this.#options = options;
  }

  delivered(count: number, origin: Origin): void {
    const { counters } = this.#options;
    this.#failuresInRow = 0;
    if (origin.isAdopted) {
      counters.adoptedDelivered.add(count);
      return;
    }
    counters.delivered.add(count);
    this.#settle(count, origin);
  }

  dropped(reason: DropReason, count: number, origin: Origin): void {
    const { counters, send } = this.#options;
    (origin.isAdopted ? counters.adoptedDropped : counters.droppedByWorker).of(reason).add(count);
    if (!origin.isAdopted) this.#settle(count, origin);
    send({ kind: 'counted' });
  }

  quota(quota: QuotaInfo): void {
    this.#options.send({ kind: 'quota', quota });
  }

  failed(failure: Failure, isFinal: boolean): void {
    this.#failuresInRow += 1;
    this.#options.send(this.#describe(failure, isFinal));
  }

  #describe(failure: Failure, isFinal: boolean): ToMain {
    const { target } = this.#options;
    const isOnThisMachine = target.kind === 'local' || (target.kind === 'mcpwatch' && target.isLoopback);
    const text = `${targetName(target)} did not take the events: ${failure.why}`;
    if (failure.status === 'rejected') return { kind: 'problem', key: `rejected ${failure.why}`, text };
    if (failure.pauseMs !== undefined) {
      return { kind: 'problem', key: 'paused', text: `${text}; pausing for ${Math.ceil(failure.pauseMs / 1000)} s` };
    }
    const isShort = this.#failuresInRow <= 1 && failure.remedy !== 'the user acts' && !isFinal;
    // Nobody listening on this machine is normal between two runs of `mcpwatch dev`.
    const isNormal = isOnThisMachine && failure.remedy === 'somebody listens';
    if (isShort || isNormal) return { kind: 'debug', text };
    // Said once of all that fails: a process that was told of retries need not be told of its end.
    const next = isFinal ? 'they wait on disk' : 'trying again until it does';
    return { kind: 'problem', key: 'unreachable', text: `${text}; ${next}` };
  }

  #settle(count: number, { isDurable }: Origin): void {
    const { memorySettled, settled } = this.#options.counters;
    if (!isDurable) memorySettled.add(count);
    settled.add(count);
  }
}
