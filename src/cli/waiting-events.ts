/** What ended processes left on this machine, for this machine: `mcpwatch dev` takes it as if it had been sent. */
import type { SpoolPolicy } from '../config/policies.js';
import { MAX_BATCH_BYTES } from '../delivery/batch.js';
import { createIntake, type Intake, isForThisMachine } from '../delivery/spool/adopt/intake.js';
import { HEARTBEAT_MS } from '../delivery/spool/adopt/lease.js';
import { errnoOf } from '../errno.js';

const LOOK_EVERY_MS = 2000;
const LIMIT = { events: 500, bytes: MAX_BATCH_BYTES };

export interface WaitingEventsOptions {
  readonly spool: SpoolPolicy;
  /** Answers `false` when the events cannot be stored now, and has said why. */
  readonly take: (lines: readonly Buffer[]) => Promise<boolean>;
  readonly say: (text: string) => void;
}

/** Looks now and from time to time. The returned function stops that, and waits for the look in progress. */
export function takeWaitingEvents({ spool, take, say }: WaitingEventsOptions): () => Promise<void> {
  if (spool.kind === 'memory') return async () => {};
  const intake = createIntake({
    dir: spool.dir,
    isWanted: isForThisMachine,
    onDrop: (reason, count) => say(`${count} waiting events could not be used (${reason})`),
    onProblem: say,
  });
  let isStopped = false;
  const look = async () => {
    await intake.adopt();
    if (!isStopped) await takeAll(intake, take, say);
  };
  let looking = look();
  // One look at a time: a second one would take the same batch.
  const lookAgain = () => {
    looking = looking.then(look);
  };
  const timers = [setInterval(lookAgain, LOOK_EVERY_MS), setInterval(() => intake.renew(), HEARTBEAT_MS)];
  return async () => {
    isStopped = true;
    for (const timer of timers) clearInterval(timer);
    await looking;
    intake.close();
  };
}

async function takeAll(intake: Intake, take: WaitingEventsOptions['take'], say: (text: string) => void): Promise<void> {
  try {
    for (let batch = intake.nextBatch(LIMIT); batch !== undefined; batch = intake.nextBatch(LIMIT)) {
      if (!(await take(batch.lines))) return;
      intake.ack(batch);
    }
  } catch (error) {
    // `mcpwatch spool clear` may have been there in between.
    if (errnoOf(error) !== 'ENOENT') say(`waiting events cannot be read: ${errnoOf(error) ?? String(error)}`);
  }
}
