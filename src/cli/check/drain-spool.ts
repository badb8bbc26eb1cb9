/** Takes what the processes of a command have left in their spool folder: those that were killed delivered nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_BATCH_BYTES } from '../../delivery/batch.js';
import { createIntake, type Intake } from '../../delivery/spool/adopt/intake.js';
import { listSegments, type WaitingSegment } from '../../delivery/spool/adopt/inventory.js';

const LIMIT = { events: 500, bytes: MAX_BATCH_BYTES };
const BETWEEN_MS = 50;
/** That a process is dead is known within 5 s, wherever it ran. */
const PATIENCE_MS = 8000;

export interface Drained {
  /** Events that the spool itself has lost, by reason. */
  readonly lost: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  /** What processes that still run have not delivered. */
  readonly waiting: readonly WaitingSegment[];
}

/** Resolves when nothing waits any more, or when it has waited long enough. */
export async function drainSpool(dir: string, take: (lines: readonly Buffer[]) => void): Promise<Drained> {
  const lost: Record<string, number> = {};
  const problems: string[] = [];
  const intake = createIntake({
    dir,
    // The folder is the check's own.
    isWanted: () => true,
    onDrop: (reason, count) => {
      lost[reason] = (lost[reason] ?? 0) + count;
    },
    onProblem: (text) => problems.push(text),
  });
  try {
    for (const giveUpAt = Date.now() + PATIENCE_MS; ; await sleep(BETWEEN_MS)) {
      await intake.adopt();
      takeAll(intake, take);
      const { segments } = await listSegments(dir);
      const waiting = segments.filter(({ events }) => events > 0);
      if (waiting.length === 0 || Date.now() > giveUpAt) return { lost, problems, waiting };
    }
  } finally {
    intake.close();
  }
}

function takeAll(intake: Intake, take: (lines: readonly Buffer[]) => void): void {
  for (let batch = intake.nextBatch(LIMIT); batch !== undefined; batch = intake.nextBatch(LIMIT)) {
    take(batch.lines);
    intake.ack(batch);
  }
}
