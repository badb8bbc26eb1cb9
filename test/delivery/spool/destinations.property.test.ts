/**
 * #12: several destinations in one folder. Whatever happens to each, its own ledger holds, and nothing about it depends on
 * the others: each history is the same as that of the destination alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Adopter } from '../../../src/delivery/spool/adopt/adopt.js';
import { otlpRecipient, type Recipient, recipientOf } from '../../../src/delivery/spool/format/recipient.js';
import { parseHeader } from '../../../src/delivery/spool/format/segment-header.js';
import type { DiskBacklog } from '../../../src/delivery/spool/read/disk-backlog.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { idsOf, type SpoolProcess, segmentsIn, spoolProcess, written } from './spool-fixture.js';

const LIMITS = { segmentBytes: 600, segmentEvents: 8, events: 60, bytes: 1_000_000, lineBytes: 300 };

/** Alike in all but one thing: the key, the kind, the headers. */
const RECIPIENTS: readonly Recipient[] = [
  recipientOf('http://127.0.0.1:6279/v1/traces', 'key-1'),
  recipientOf('http://127.0.0.1:6279/v1/traces', 'key-2'),
  otlpRecipient(['http://127.0.0.1:6279/v1/traces'], 'key-1'),
  otlpRecipient(['http://127.0.0.1:6279/v1/traces'], 'key-2'),
];

type Fate = 'delivers' | 'rejects' | 'fails' | 'is paused' | 'crashes after sending' | 'worker restarts';
type Step =
  | { readonly kind: 'events'; readonly count: number }
  | { readonly kind: 'fate'; readonly of: number; readonly fate: Fate; readonly events: number }
  | { readonly kind: 'process dies' };

const FATES: readonly Fate[] = [
  'delivers',
  'rejects',
  'fails',
  'is paused',
  'crashes after sending',
  'worker restarts',
];
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('events' as const), count: fc.nat(20) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('fate' as const),
      of: fc.nat(RECIPIENTS.length - 1),
      fate: fc.constantFrom(...FATES),
      events: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'process dies' as const }) },
);

/** One destination: its line of processes, each heir to the one before. */
class Destination {
  readonly delivered: string[] = [];
  readonly #dir: string;
  readonly #recipient: Recipient;
  readonly #past: SpoolProcess[] = [];
  #present: SpoolProcess;
  #backlog: DiskBacklog;
  #captured = 0;
  #rejected = 0;

  constructor(dir: string, recipient: Recipient) {
    this.#dir = dir;
    this.#recipient = recipient;
    this.#present = spoolProcess(dir, { limits: LIMITS, recipient });
    this.#backlog = this.#present.backlog();
  }

  add(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.#captured += 1;
      this.#present.writer.append(written(`${this.#recipient.id}-${this.#captured}`));
    }
  }

  async meet(fate: Fate, events: number): Promise<void> {
    if (fate === 'is paused') return;
    if (fate === 'worker restarts') return this.#restart();
    const batch = await this.#backlog.nextBatch({ events, bytes: 1e6 });
    if (fate === 'crashes after sending') return this.#restart();
    if (batch === undefined || fate === 'fails') return;
    if (fate === 'rejects') this.#rejected += batch.lines.length;
    else this.delivered.push(...idsOf(batch.lines));
    this.#backlog.ack(batch);
  }

  async die(): Promise<void> {
    this.#backlog.close();
    this.#present.writer.seal(false);
    this.#past.push(this.#present);
    this.#present = spoolProcess(this.#dir, { limits: LIMITS, recipient: this.#recipient });
    this.#backlog = this.#present.backlog();
    const adopter = new Adopter({
      dir: this.#dir,
      owner: this.#present.owner,
      isWanted: ({ id }) => id === this.#recipient.id,
      onProblem: (text) => this.#present.problems.push(text),
      liveness: async () => 'dead',
    });
    for (const name of await adopter.adopt()) this.#backlog.add(name);
  }

  async finish(): Promise<void> {
    await this.die();
    while (this.#waiting() > 0) await this.meet('delivers', 50);
  }

  check(): void {
    const all = [...this.#past, this.#present];
    const drops = all.flatMap((it) => [...Object.values(it.drops), ...Object.values(it.adoptedDrops)]);
    const dropped = drops.reduce((sum, count) => sum + count, this.#rejected);
    expect(this.delivered.length + this.#waiting() + dropped).toBe(this.#captured);
    expect(new Set(this.delivered).size).toBe(this.delivered.length);
    expect(this.delivered.filter((id) => !id.startsWith(this.#recipient.id))).toEqual([]);
    expect(all.flatMap((it) => it.problems)).toEqual([]);
  }

  #restart(): void {
    this.#backlog.close();
    this.#backlog = this.#present.backlog();
  }

  #waiting(): number {
    return segmentsIn(this.#dir)
      .filter((name) => name.startsWith(this.#recipient.id))
      .map((name) => readFileSync(join(this.#dir, name)))
      .map((bytes) => bytes.subarray(parseHeader(bytes)?.cursor).toString())
      .reduce((sum, text) => sum + text.split('\n').filter((it) => it !== '').length, 0);
  }
}

async function live(steps: readonly Step[], recipients: readonly Recipient[]): Promise<(readonly string[])[]> {
  const dir = temporaryFolder();
  const all = recipients.map((recipient) => new Destination(dir, recipient));
  for (const each of steps) {
    if (each.kind === 'events') for (const one of all) one.add(each.count);
    else if (each.kind === 'process dies') for (const one of all) await one.die();
    else await all[recipients.indexOf(RECIPIENTS[each.of] as Recipient)]?.meet(each.fate, each.events);
    for (const one of all) one.check();
  }
  for (const one of all) await one.finish();
  for (const one of all) one.check();
  return all.map(({ delivered }) => delivered);
}

const steps = fc.array(step, { minLength: 1, maxLength: 40 });

it('the ledger of each destination holds, whatever happens to it and to the others', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => void (await live(history, RECIPIENTS))),
    { numRuns: 60 },
  );
}, 120_000);

/** Without deaths: what the next process takes over first depends on the clock. */
it('a destination gets the same as if there were no others', async () => {
  const lives = steps.map((history) => history.filter(({ kind }) => kind !== 'process dies'));
  await fc.assert(
    fc.asyncProperty(lives, async (history) => {
      const together = await live(history, RECIPIENTS);
      for (const [index, recipient] of RECIPIENTS.entries()) {
        const [alone] = await live(history, [recipient]);
        expect(together[index]?.toSorted()).toEqual(alone?.toSorted());
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
