/**
 * The spool for who never wrote to it: takes over what ended processes left, for any destinations that are wanted.
 * For the collector and for `mcpwatch spool ship`; servers do the same in their worker.
 */
import { isLoopback } from '../../../config.js';
import type { OnDrop } from '../../../model.js';
import { createOwner } from '../format/owner.js';
import type { SpoolDestination } from '../format/recipient.js';
import { SPOOL_LIMITS } from '../format/spool-limits.js';
import type { Batch, BatchLimit } from '../read/backlog.js';
import { createDiskBacklog } from '../read/disk-backlog.js';
import { createClaims } from '../write/claims.js';
import { createAdopter } from './adopt.js';

export interface Intake {
  /** Takes over what can be taken now; answers the number of segments. */
  adopt(): number;
  /** The oldest lines; the same again until `ack`. `undefined` when nothing is left. */
  nextBatch(limit: BatchLimit): Batch | undefined;
  ack(batch: Batch): void;
  /** To be called every `HEARTBEAT_MS` while segments are held for longer. */
  renew(): void;
  close(): void;
}

export interface IntakeOptions {
  readonly dir: string;
  readonly isWanted: (destination: SpoolDestination) => boolean;
  readonly onDrop: OnDrop;
  readonly onProblem: (text: string) => void;
}

/** What the collector may have: events that were never to leave this machine. */
export function isForThisMachine({ endpoint }: SpoolDestination): boolean {
  return URL.canParse(endpoint) && isLoopback(new URL(endpoint).hostname);
}

export function createIntake({ dir, isWanted, onDrop, onProblem }: IntakeOptions): Intake {
  const owner = createOwner();
  const adopter = createAdopter({ dir, owner, isWanted, onProblem });
  const backlog = createDiskBacklog({
    dir,
    // It has no segments of its own.
    destinationId: '',
    owner,
    claims: createClaims(new Int32Array(3)),
    limits: SPOOL_LIMITS,
    onDrop: (reason, count) => onDrop(reason, count),
    onProblem,
  });
  return {
    adopt() {
      const names = adopter.adopt();
      for (const name of names) backlog.add(name);
      return names.length;
    },
    nextBatch: backlog.nextAdopted,
    ack: backlog.ack,
    renew: adopter.renew,
    close: backlog.close,
  };
}
