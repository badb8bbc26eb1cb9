/** Adopts what ended processes left, now and from time to time, and renews the leases of this process. */
import type { SpoolSetup, ToMain } from '../link.js';
import type { Pump } from '../ship/pump.js';
import { Adopter } from '../spool/adopt/adopt.js';
import { HEARTBEAT_MS } from '../spool/adopt/lease.js';
import type { DiskBacklog } from '../spool/read/disk-backlog.js';

export interface AdoptionOptions {
  readonly spool: SpoolSetup;
  readonly disk: DiskBacklog;
  readonly pump: Pump;
  readonly send: (message: ToMain) => void;
}

/** Late enough not to compete with the server's start. */
const FIRST_AFTER_MS = 200;
const EVERY_MS = 60_000;
/** The thread or process that has ended may not be gone entirely yet. */
const LOOK_AGAIN_MS = [0, 500, 2000];

/** Returns how to look again at once. */
export function adoptPeriodically({ spool, disk, pump, send }: AdoptionOptions): () => void {
  const adopter = new Adopter({
    dir: spool.dir,
    owner: spool.owner,
    recipientId: spool.recipient.id,
    // A state of metrics and the events that it does not count.
    isWhole: spool.recipient.kind === 'otlp',
    isWanted: ({ id }) => id === spool.recipient.id,
    onProblem: (text) => send({ kind: 'problem', key: text, text }),
  });
  const adopt = async () => {
    const names = await adopter.adopt();
    for (const name of names) disk.add(name);
    if (names.length === 0) return;
    send({ kind: 'debug', text: `adopted ${names.length} segment(s) of processes that have ended` });
    pump.wake();
  };
  setTimeout(adopt, FIRST_AFTER_MS);
  setInterval(adopt, EVERY_MS);
  setInterval(() => adopter.renew(), HEARTBEAT_MS);
  return () => {
    for (const ms of LOOK_AGAIN_MS) setTimeout(adopt, ms);
  };
}
