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
  readonly take: (lines: readonly Buffer[]) => void;
  readonly say: (text: string) => void;
}

/** Looks now and from time to time; returns how to stop. */
export function takeWaitingEvents({ spool, take, say }: WaitingEventsOptions): () => void {
  if (spool.kind === 'memory') return () => {};
  const intake = createIntake({
    dir: spool.dir,
    isWanted: isForThisMachine,
    onDrop: (reason, count) => say(`${count} waiting events could not be used (${reason})`),
    onProblem: say,
  });
  let isStopped = false;
  const look = async () => {
    await intake.adopt();
    if (!isStopped) takeAll(intake, take, say);
  };
  void look();
  const timers = [setInterval(look, LOOK_EVERY_MS), setInterval(() => intake.renew(), HEARTBEAT_MS)];
  return () => {
    isStopped = true;
    for (const timer of timers) clearInterval(timer);
    intake.close();
  };
}

function takeAll(intake: Intake, take: WaitingEventsOptions['take'], say: (text: string) => void): void {
  try {
    for (let batch = intake.nextBatch(LIMIT); batch !== undefined; batch = intake.nextBatch(LIMIT)) {
      take(batch.lines);
      intake.ack(batch);
    }
  } catch (error) {
    // `mcpwatch spool clear` may have been there in between.
    if (errnoOf(error) !== 'ENOENT') say(`waiting events cannot be read: ${errnoOf(error) ?? String(error)}`);
  }
}
