import fs, { appendFileSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Adopter, type AdopterOptions } from '../../../../src/delivery/spool/adopt/adopt.js';
import { LEASE_MS } from '../../../../src/delivery/spool/adopt/lease.js';
import type { Liveness } from '../../../../src/delivery/spool/format/owner.js';
import { recipientOf } from '../../../../src/delivery/spool/format/recipient.js';
import { formatSegmentName } from '../../../../src/delivery/spool/format/segment-name.js';
import { StateFile } from '../../../../src/delivery/spool/write/state-file.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { drain, HERE, type SpoolProcess, segmentsIn, spoolProcess, written } from '../spool-fixture.js';

/** Leaves `ids` as a process does that was killed. */
function leave(dir: string, ids: string[], recipient = HERE): SpoolProcess {
  const process = spoolProcess(dir, { recipient });
  for (const id of ids) process.writer.append(written(id));
  return process;
}

function adopterOf(heir: SpoolProcess, dir: string, liveness: Liveness, more: Partial<AdopterOptions> = {}) {
  return new Adopter({
    dir,
    owner: heir.owner,
    isWanted: ({ id }) => id === HERE.id,
    onProblem: (text) => heir.problems.push(text),
    liveness: async () => liveness,
    ...more,
  });
}

async function inherit(dir: string, liveness: Liveness): Promise<{ heir: SpoolProcess; ids: string[] }> {
  const heir = spoolProcess(dir);
  const backlog = heir.backlog();
  for (const name of await adopterOf(heir, dir, liveness).adopt()) backlog.add(name);
  return { heir, ids: await drain(backlog) };
}

describe('what a dead process left', () => {
  it('is delivered by the next one, and deleted', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a', 'b']);
    expect((await inherit(dir, 'dead')).ids).toEqual(['a', 'b']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is delivered from where the dead process had got to', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir, ['a', 'b', 'c']);
    const backlog = dead.backlog();
    const batch = await backlog.nextBatch({ events: 2, bytes: 1e6 });
    if (batch !== undefined) backlog.ack(batch);
    expect((await inherit(dir, 'dead')).ids).toEqual(['c']);
  });

  it('loses a torn last line only, which is counted', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a']);
    const [name = ''] = segmentsIn(dir);
    appendFileSync(join(dir, name), '{"event_id":"to');
    const { heir, ids } = await inherit(dir, 'dead');
    expect(ids).toEqual(['a']);
    expect(heir.adoptedDrops).toEqual({ spool_error: 1 });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('goes to one adopter alone', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a']);
    const heirs = Array.from({ length: 10 }, () => spoolProcess(dir));
    const adopters = heirs.map((heir) => adopterOf(heir, dir, 'dead', { liveness: deadIfNotIn(heirs) }));
    const adopted = await Promise.all(adopters.map((adopter) => adopter.adopt()));
    expect(adopted.flat()).toHaveLength(1);
  });

  it('has its state first, also when it is handed on by one that dies too', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir, ['a', 'b']);
    new StateFile({ dir, owner: dead.owner, recipient: HERE, now: Date.now }).write(['{"event_id":"state"}']);
    await adopterOf(spoolProcess(dir), dir, 'dead').adopt();
    expect((await inherit(dir, 'dead')).ids).toEqual(['state', 'a', 'b']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not leave a state behind that it was writing; that of a living process is left alone', async () => {
    const dir = temporaryFolder();
    const { owner } = leave(dir, []);
    const torn = `${formatSegmentName({ recipientId: HERE.id, owner, kind: 'state', sequence: 0 })}.tmp`;
    writeFileSync(join(dir, torn), '{"mcpw');
    await inherit(dir, 'alive');
    expect(readdirSync(dir)).toContain(torn);
    await inherit(dir, 'dead');
    expect(readdirSync(dir)).not.toContain(torn);
  });

  it('is handed on when the adopter dies too', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a', 'b']);
    await adopterOf(spoolProcess(dir), dir, 'dead').adopt();
    expect((await inherit(dir, 'dead')).ids).toEqual(['a', 'b']);
  });

  it('is bounded: the oldest goes first, counted', async () => {
    const dir = temporaryFolder();
    const limits = { bytes: 2000 };
    for (let id = 0; id < 20; id += 1) leave(dir, [`${id}-${'x'.repeat(300)}`]);
    const heir = spoolProcess(dir, { limits });
    const backlog = heir.backlog();
    for (const name of await adopterOf(heir, dir, 'dead').adopt()) backlog.add(name);
    const ids = await drain(backlog);
    expect(ids.length).toBeLessThan(6);
    expect(ids.length + (heir.adoptedDrops.queue_full ?? 0)).toBe(20);
  });
});

describe('never adopted', () => {
  it('is the segment of a living process', async () => {
    const dir = temporaryFolder();
    const alive = leave(dir, ['a']);
    expect((await inherit(dir, 'alive')).ids).toEqual([]);
    alive.writer.append(written('b'));
    expect(await drain(alive.backlog())).toEqual(['a', 'b']);
  });

  it.each([
    ['endpoint', recipientOf('https://api.mcpwatch.dev', undefined)],
    ['key', recipientOf('http://127.0.0.1:6279', 'secret')],
  ])('is a segment for another %s', async (_, recipient) => {
    const dir = temporaryFolder();
    leave(dir, ['a'], recipient);
    expect((await inherit(dir, 'dead')).ids).toEqual([]);
    expect(segmentsIn(dir)).toHaveLength(1);
    expect(readFileSync(join(dir, segmentsIn(dir)[0] ?? ''), 'utf8')).not.toContain('secret');
  });

  it('is a file that is not ours, whatever its name, and it is left as it was', async () => {
    const dir = temporaryFolder();
    const { owner } = leave(dir, ['a']);
    const [real = ''] = segmentsIn(dir);
    const planted = real.replace(owner.nonce, '0badf00d');
    writeFileSync(join(dir, planted), 'no header\n');
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    symlinkSync(join(dir, 'notes.txt'), join(dir, real.replace(owner.nonce, '1badf00d')));
    const { heir, ids } = await inherit(dir, 'dead');
    expect(ids).toEqual(['a']);
    expect(readFileSync(join(dir, planted), 'utf8')).toBe('no header\n');
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    expect(heir.problems.join()).toContain('no header');
  });

  it('is a segment whose name and header tell of different recipients', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a'], recipientOf('https://elsewhere.example', 'key'));
    const [name = ''] = segmentsIn(dir);
    writeFileSync(join(dir, HERE.id + name.slice(16)), readFileSync(join(dir, name)));
    expect((await inherit(dir, 'dead')).ids).toEqual([]);
  });
});

describe('without proof of life or death', () => {
  it('a segment is adopted once its time stamp has stood still for the whole lease', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a']);
    let now = 0;
    const adopter = adopterOf(spoolProcess(dir), dir, 'unknown', { monotonicMs: () => now });
    expect(await adopter.adopt()).toEqual([]);
    now += LEASE_MS - 1;
    expect(await adopter.adopt()).toEqual([]);
    now += 1;
    expect(await adopter.adopt()).toHaveLength(1);
  });

  it('a segment whose owner renews it is left alone for ever', async () => {
    const dir = temporaryFolder();
    leave(dir, ['a']);
    const [name = ''] = segmentsIn(dir);
    let now = 0;
    const adopter = adopterOf(spoolProcess(dir), dir, 'unknown', { monotonicMs: () => now });
    for (let beat = 1; beat < 20; beat += 1) {
      utimesSync(join(dir, name), beat, beat);
      expect(await adopter.adopt()).toEqual([]);
      now += LEASE_MS;
    }
  });

  it('the owner renews all that it has', async () => {
    const dir = temporaryFolder();
    const alive = leave(dir, ['a']);
    const [name = ''] = segmentsIn(dir);
    utimesSync(join(dir, name), 1, 1);
    let now = 0;
    const watcher = adopterOf(spoolProcess(dir), dir, 'unknown', { monotonicMs: () => now });
    await watcher.adopt();
    adopterOf(alive, dir, 'unknown').renew();
    now += LEASE_MS;
    expect(await watcher.adopt()).toEqual([]);
  });
});

function deadIfNotIn(living: readonly SpoolProcess[]): NonNullable<AdopterOptions['liveness']> {
  const nonces = new Set(living.map((it) => it.owner.nonce));
  return async (_, owner) => (nonces.has(owner.nonce) ? 'alive' : 'dead');
}

describe('the folder', () => {
  /** How often it is read from now on. */
  function readings(): () => number {
    const { readdirSync: original } = fs;
    let count = 0;
    Object.defineProperty(fs, 'readdirSync', {
      ...Object.getOwnPropertyDescriptor(fs, 'readdirSync'),
      value: (...args: Parameters<typeof original>) => {
        count += 1;
        return Reflect.apply(original, fs, args);
      },
    });
    syncBuiltinESMExports();
    onTestFinished(() => {
      Object.defineProperty(fs, 'readdirSync', { value: original });
      syncBuiltinESMExports();
    });
    return () => count;
  }

  it.each([false, true])('is read once where there is nothing to take over (whole owners: %s)', async (isWhole) => {
    const dir = temporaryFolder();
    leave(dir, ['a']);
    const adopter = adopterOf(spoolProcess(dir), dir, 'alive', { isWhole, recipientId: HERE.id });
    const count = readings();
    expect(await adopter.adopt()).toEqual([]);
    expect(count()).toBe(1);
  });
});
