/** What ended processes left on this machine, for this machine: `mcpwatch dev` takes it in as if it had been sent. */
import type { SpoolPolicy } from '../config.js';
import { createIntake, isForThisMachine } from '../delivery/spool/adopt/intake.js';
import { HEARTBEAT_MS } from '../delivery/spool/adopt/lease.js';

const LOOK_EVERY_MS = 2000;
const LIMIT = { events: 500, bytes: 1024 * 1024 };

export interface WaitingEventsOptions {
  readonly spool: SpoolPolicy;
  readonly take: (lines: readonly Buffer[]) => void;
  readonly say: (text: string) => void;
}

/** Looks now and from time to time; answers how to stop. */
export function takeWaitingEvents({ spool, take, say }: WaitingEventsOptions): () => void {
  if (spool.kind === 'memory') return () => {};
  const intake = createIntake({
    dir: spool.dir,
    isWanted: isForThisMachine,
    onDrop: (reason, count) => say(`${count} waiting events could not be used (${reason})`),
    onProblem: say,
  });
  const look = () => {
    try {
      intake.adopt();
      for (let batch = intake.nextBatch(LIMIT); batch !== undefined; batch = intake.nextBatch(LIMIT)) {
        take(batch.lines);
        intake.ack(batch);
      }
    } catch (error) {
      // `mcpwatch spool clear` may have been there in between.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') say(`waiting events cannot be read: ${String(error)}`);
    }
  };
  look();
  const timers = [setInterval(look, LOOK_EVERY_MS), setInterval(() => intake.renew(), HEARTBEAT_MS)];
  return () => {
    for (const timer of timers) clearInterval(timer);
    intake.close();
  };
}
