/**
 * Reads spools written by other processes: takes over what ended processes left, for the recipients that are wanted.
 * Used by the collector and by `mcpwatch spool ship`; servers do the same in their worker.
 */
import { isLoopbackUrl } from '../../../config/endpoint.js';
import type { OnDrop } from '../../../model.js';
import type { Batch, BatchLimit } from '../../batch.js';
import { createSharedNumbers } from '../../shared-number.js';
import { createOwner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { SPOOL_LIMITS } from '../format/spool-limits.js';
import { DiskBacklog } from '../read/disk-backlog.js';
import { createClaims } from '../write/claims.js';
import { Adopter } from './adopt.js';

export interface Intake {
  /** Takes over what can be taken now; resolves to the number of segments. */
  adopt(): Promise<number>;
  /** The oldest lines; the same again until `ack`. `undefined` when nothing is left. */
  nextBatch(limit: BatchLimit): Batch | undefined;
  ack(batch: Batch): void;
  /** To be called every `HEARTBEAT_MS` while segments are held for longer. */
  renew(): void;
  close(): void;
}

export interface IntakeOptions {
  readonly dir: string;
  readonly isWanted: (recipient: Recipient) => boolean;
  readonly onDrop: OnDrop;
  /** Called once for each problem, although the folder is searched again and again. */
  readonly onProblem: (text: string) => void;
}

/** Whether the collector may have it: events that were never meant to leave this machine. */
export function isForThisMachine({ kind, endpoint }: Recipient): boolean {
  return kind === 'local' || (kind === 'mcpwatch' && isLoopbackUrl(endpoint));
}

export function createIntake({ dir, isWanted, onDrop, onProblem }: IntakeOptions): Intake {
  const owner = createOwner();
  const reported = new Set<string>();
  const onNewProblem = (text: string) => {
    if (!reported.has(text)) onProblem(text);
    reported.add(text);
  };
  const adopter = new Adopter({ dir, owner, isWanted, onProblem: onNewProblem });
  const backlog = new DiskBacklog({
    dir,
    // It has no segments of its own.
    recipientId: '',
    owner,
    claims: createClaims(createSharedNumbers(3)),
    limits: SPOOL_LIMITS,
    onDrop: (reason, count) => onDrop(reason, count),
    onProblem: onNewProblem,
  });
  return {
    async adopt() {
      const names = await adopter.adopt();
      for (const name of names) backlog.add(name);
      return names.length;
    },
    nextBatch: (limit) => backlog.nextAdopted(limit),
    ack: (batch) => backlog.ack(batch),
    renew: () => adopter.renew(),
    close: () => backlog.close(),
  };
}
