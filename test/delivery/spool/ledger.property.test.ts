/** #3: captured = delivered + waiting + dropped, after every step of every history. */
import { appendFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Adopter } from '../../../src/delivery/spool/adopt/adopt.js';
import { parseHeader } from '../../../src/delivery/spool/format/segment-header.js';
import type { DiskBacklog } from '../../../src/delivery/spool/read/disk-backlog.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { HERE, idsOf, type SpoolProcess, segmentsIn, spoolProcess, written } from './spool-fixture.js';

type Step =
  | { readonly kind: 'add'; readonly count: number; readonly isHuge: boolean }
  | { readonly kind: 'deliver' | 'reject'; readonly events: number }
  /** A failed attempt or a pause: the batch is taken and given back. */
  | { readonly kind: 'fail'; readonly events: number }
  /** The endpoint has the batch, and the process or the worker dies before it knows. */
  | { readonly kind: 'crash after sending'; readonly events: number; readonly what: 'worker' | 'process' }
  | { readonly kind: 'worker restarts' }
  | { readonly kind: 'process dies'; readonly isTorn: boolean }
  | { readonly kind: 'seal' };

const LIMITS = { segmentBytes: 600, segmentEvents: 8, events: 60, bytes: 1_000_000, lineBytes: 300 };
const HUGE = 'x'.repeat(400);

const events = fc.integer({ min: 1, max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.nat(25), isHuge: rarely() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('deliver' as const, 'reject' as const), events }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fail' as const), events }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('crash after sending' as const),
      events,
      what: fc.constantFrom('worker' as const, 'process' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('worker restarts' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('process dies' as const), isTorn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('seal' as const) }) },
);

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(9).map((it) => it === 0);
}

/** A line of processes in one folder, each heir to the one before. */
function history(dir: string) {
  const past: SpoolProcess[] = [];
  let present = spoolProcess(dir, { limits: LIMITS });
  let backlog: DiskBacklog = present.backlog();
  let captured = 0;
  let rejected = 0;
  let torn = 0;
  const delivered: string[] = [];
  /** Delivered, but nobody knows: these alone may come twice. */
  const inDoubt = new Set<string>();

  function restartWorker(): void {
    backlog.close();
    backlog = present.backlog();
  }

  async function succeed(): Promise<void> {
    backlog.close();
    present.writer.seal(false);
    past.push(present);
    present = spoolProcess(dir, { limits: LIMITS });
    backlog = present.backlog();
    const { owner, problems } = present;
    const adopter = new Adopter({
      dir,
      owner,
      isWanted: ({ id }) => id === HERE.id,
      onProblem: (text) => problems.push(text),
      liveness: async () => 'dead',
    });
    for (const name of await adopter.adopt()) backlog.add(name);
  }

  /** As a process killed in the middle of a write leaves its segment; that event was never captured whole. */
  function tear(): void {
    const own = segmentsIn(dir).find((name) => name.includes(present.owner.nonce) && name.includes('.o'));
    if (own === undefined || waitingIn(dir) === 0) return;
    // Only the newest segment can be open: tearing an older one would not be a crash's doing.
    const newest = segmentsIn(dir)
      .filter((name) => name.includes(`${present.owner.nonce}.o`))
      .sort()
      .at(-1);
    if (newest === undefined || readFileSync(join(dir, newest), 'utf8').at(-1) !== '\n') return;
    appendFileSync(join(dir, newest), '{"event_id":"to');
    torn += 1;
    captured += 1;
  }

  async function take(count: number) {
    return backlog.nextBatch({ events: count, bytes: 1e6 });
  }

  return {
    async run(it: Step): Promise<void> {
      switch (it.kind) {
        case 'add':
          for (let index = 0; index < it.count; index += 1) {
            captured += 1;
            const outcome = present.writer.append(written(it.isHuge ? `${captured}-${HUGE}` : captured));
            expect(outcome.status).not.toBe('failed');
          }
          return;
        case 'deliver':
        case 'reject': {
          const batch = await take(it.events);
          if (batch === undefined) return;
          if (it.kind === 'deliver') delivered.push(...idsOf(batch.lines));
          else rejected += batch.lines.length;
          backlog.ack(batch);
          return;
        }
        case 'fail':
          await take(it.events);
          return;
        case 'crash after sending': {
          const batch = await take(it.events);
          for (const id of idsOf(batch?.lines ?? [])) inDoubt.add(id);
          if (it.what === 'worker') restartWorker();
          else await succeed();
          return;
        }
        case 'worker restarts':
          return restartWorker();
        case 'process dies':
          if (it.isTorn) tear();
          return succeed();
        case 'seal':
          present.writer.seal(false);
      }
    },
    async finish(): Promise<void> {
      await succeed();
      for (let batch = await take(50); batch; batch = await take(50)) {
        delivered.push(...idsOf(batch.lines));
        backlog.ack(batch);
      }
    },
    check(): void {
      const drops = [...past, present].flatMap((it) => [...Object.values(it.drops), ...Object.values(it.adoptedDrops)]);
      const dropped = drops.reduce((sum, count) => sum + count, rejected);
      // A torn line waits, too, until its segment is read to the end.
      expect(delivered.length + waitingIn(dir) + dropped).toBe(captured);
      expect(new Set(delivered).size).toBe(delivered.length);
    },
    problems: () => [...past, present].flatMap((it) => it.problems),
    numbers: () => ({ captured, torn, inDoubt: inDoubt.size }),
  };
}

/** Counted from the files themselves. */
function waitingIn(dir: string): number {
  return segmentsIn(dir)
    .map((name) => readFileSync(join(dir, name)))
    .map((bytes) => bytes.subarray(parseHeader(bytes)?.cursor).toString())
    .reduce((sum, text) => sum + text.split('\n').filter((it) => it !== '').length, 0);
}

it('captured = delivered + waiting + dropped by reason, at all times', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const dir = temporaryFolder();
      const it = history(dir);
      for (const each of steps) {
        await it.run(each);
        it.check();
      }
      await it.finish();
      it.check();
      expect(waitingIn(dir)).toBe(0);
      expect(it.problems()).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('the count from the files can fail', async () => {
  const dir = temporaryFolder();
  const it = history(dir);
  await it.run({ kind: 'add', count: 3, isHuge: false });
  it.check();
  renameSync(join(dir, segmentsIn(dir)[0] ?? ''), join(dir, 'lost'));
  expect(() => it.check()).toThrow();
});
