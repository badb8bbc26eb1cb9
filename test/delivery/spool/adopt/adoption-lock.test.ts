/** What belongs together is taken over by one process, however many start when another has died, and however they end. */
import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Adopter } from '../../../../src/delivery/spool/adopt/adopt.js';
import { AdoptionLock } from '../../../../src/delivery/spool/adopt/adoption-lock.js';
import { createOwner, type Owner } from '../../../../src/delivery/spool/format/owner.js';
import { otlpRecipient } from '../../../../src/delivery/spool/format/recipient.js';
import { parseSegmentName } from '../../../../src/delivery/spool/format/segment-name.js';
import { StateFile } from '../../../../src/delivery/spool/write/state-file.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { spoolProcess, written } from '../spool-fixture.js';

const RECIPIENT = otlpRecipient(['http://127.0.0.1:4318/v1/traces'], '');

/** Leaves a state and segments as a process does that was killed. */
function leave(dir: string): Owner {
  const { owner, writer } = spoolProcess(dir, { recipient: RECIPIENT, limits: { segmentEvents: 2 } });
  for (let id = 0; id < 6; id += 1) writer.append(written(id));
  new StateFile({ dir, owner, recipient: RECIPIENT, now: Date.now }).write(['{"mcpwatch.metrics":1}']);
  return owner;
}

/** A process that looks at the folder; `dead`: who has died, apart from those before it. */
function heirOf(dir: string, dead: readonly Owner[], owner = createOwner()) {
  const isDead = new Set(dead.map(({ nonce }) => nonce));
  const adopter = new Adopter({
    dir,
    owner,
    recipientId: RECIPIENT.id,
    isWhole: true,
    isWanted: ({ id }) => id === RECIPIENT.id,
    onProblem: (text) => expect.unreachable(text),
    liveness: async (_, { nonce }) => {
      await new Promise((resolve) => setImmediate(resolve));
      return isDead.has(nonce) ? 'dead' : 'alive';
    },
  });
  return { owner, adopter };
}

const ownersIn = (dir: string) =>
  new Set(readdirSync(dir).flatMap((file) => parseSegmentName(file)?.owner.nonce ?? []));

describe('a state and the events that it does not count', () => {
  it('are taken over by one of several processes that look at the same moment', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    const heirs = Array.from({ length: 4 }, () => heirOf(dir, [dead]));
    const taken = await Promise.all(heirs.map(({ adopter }) => adopter.adopt()));
    expect(taken.map((names) => names.length).sort()).toEqual([0, 0, 0, 4]);
    expect(ownersIn(dir).size).toBe(1);
    expect(readdirSync(dir).filter((file) => file.includes('adopting'))).toEqual([]);
  });

  it('come together again when the process that was taking them over dies', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    const half = createOwner();
    // It had the lock, and one of the files.
    const lock = new AdoptionLock({ dir, recipientId: RECIPIENT.id, owner: half, isAbandoned: async () => false });
    expect(await lock.take()).toBe(true);
    const [state = ''] = readdirSync(dir).filter((file) => parseSegmentName(file)?.kind === 'state');
    renameSync(join(dir, state), join(dir, state.replace(dead.nonce, half.nonce)));
    const heirs = Array.from({ length: 4 }, () => heirOf(dir, [dead, half]));
    const taken = await Promise.all(heirs.map(({ adopter }) => adopter.adopt()));
    expect(taken.map((names) => names.length).sort()).toEqual([0, 0, 0, 4]);
    expect(ownersIn(dir).size).toBe(1);
    expect(readdirSync(dir).filter((file) => file.includes('adopting'))).toEqual([]);
  });

  it('are taken over where the lock was left without a holder', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    mkdirSync(join(dir, `${RECIPIENT.id}.adopting`));
    expect(await heirOf(dir, [dead]).adopter.adopt()).toHaveLength(4);
    expect(readdirSync(dir).filter((file) => file.includes('adopting'))).toEqual([]);
  });

  it('are taken over where a process died while it took the lock; nothing is left of that', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    const draft = (nonce: string) => join(dir, `${RECIPIENT.id}.adopting.${nonce}`);
    const old = new Date(Date.now() - 3_600_000);
    for (const nonce of ['00000001', '00000002']) mkdirSync(draft(nonce));
    writeFileSync(join(draft('00000001'), 'holder'), '');
    for (const nonce of ['00000001', '00000002']) utimesSync(draft(nonce), old, old);
    // Of a process that is taking it at this moment.
    mkdirSync(draft('00000003'));
    expect(await heirOf(dir, [dead]).adopter.adopt()).toHaveLength(4);
    const left = readdirSync(dir).filter((file) => file.includes('adopting'));
    expect(left).toEqual([`${RECIPIENT.id}.adopting.00000003`]);
  });

  it('are left to a process that lives and is taking them over', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    const other = createOwner();
    const lock = new AdoptionLock({ dir, recipientId: RECIPIENT.id, owner: other, isAbandoned: async () => false });
    await lock.take();
    const { adopter } = heirOf(dir, [dead]);
    expect(await adopter.adopt()).toEqual([]);
    lock.release();
    expect(await adopter.adopt()).toHaveLength(4);
  });

  it('are left alone while their process writes: what it leaves later would be apart', async () => {
    const dir = temporaryFolder();
    const dying = leave(dir);
    const { adopter } = heirOf(dir, []);
    let asked = 0;
    const late = new Adopter({
      dir,
      owner: createOwner(),
      recipientId: RECIPIENT.id,
      isWhole: true,
      isWanted: () => true,
      onProblem: (text) => expect.unreachable(text),
      // It dies while it is asked about.
      liveness: async () => {
        asked += 1;
        return asked === 1 ? 'alive' : 'dead';
      },
    });
    expect(await late.adopt()).toEqual([]);
    expect(ownersIn(dir)).toEqual(new Set([dying.nonce]));
    expect(await adopter.adopt()).toEqual([]);
    expect(await late.adopt()).toHaveLength(4);
  });
});
