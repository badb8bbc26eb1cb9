import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSharedNumbers } from '../../../src/delivery/shared-number.js';
import { createOwner, type Owner } from '../../../src/delivery/spool/format/owner.js';
import { type Recipient, recipientOf } from '../../../src/delivery/spool/format/recipient.js';
import { SPOOL_LIMITS, type SpoolLimits } from '../../../src/delivery/spool/format/spool-limits.js';
import { DiskBacklog } from '../../../src/delivery/spool/read/disk-backlog.js';
import { BegunCalls } from '../../../src/delivery/spool/write/begun-calls.js';
import { type Claims, createClaims } from '../../../src/delivery/spool/write/claims.js';
import { SpoolWriter } from '../../../src/delivery/spool/write/writer.js';
import type { DropReason } from '../../../src/model.js';

/** One process, as the spool sees it. */
export interface SpoolProcess {
  readonly owner: Owner;
  readonly claims: Claims;
  readonly writer: SpoolWriter;
  readonly begun: BegunCalls;
  readonly drops: Partial<Record<DropReason, number>>;
  readonly adoptedDrops: Partial<Record<DropReason, number>>;
  readonly problems: string[];
  /** The worker's side; a second call is a worker that was started again. */
  backlog(): DiskBacklog;
}

export interface SpoolProcessOptions {
  readonly limits?: Partial<SpoolLimits>;
  readonly recipient?: Recipient;
  readonly owner?: Owner;
  readonly now?: () => number;
}

export const HERE = recipientOf('http://127.0.0.1:6279', undefined);

export function spoolProcess(dir: string, options: SpoolProcessOptions = {}): SpoolProcess {
  const { recipient = HERE, owner = createOwner(), now = Date.now } = options;
  const limits = { ...SPOOL_LIMITS, ...options.limits };
  const claims = createClaims(createSharedNumbers(3));
  const drops: Partial<Record<DropReason, number>> = {};
  const adoptedDrops: Partial<Record<DropReason, number>> = {};
  const problems: string[] = [];
  const count = (into: Partial<Record<DropReason, number>>, reason: DropReason, lost: number) => {
    into[reason] = (into[reason] ?? 0) + lost;
  };
  const onDrop = (reason: DropReason, lost: number) => count(drops, reason, lost);
  const begun = new BegunCalls({ dir, owner, recipient, now });
  const writer = new SpoolWriter({ dir, owner, recipient, claims, limits, onDrop, begun, now });
  return {
    owner,
    claims,
    writer,
    begun,
    drops,
    adoptedDrops,
    problems,
    backlog: () =>
      new DiskBacklog({
        dir,
        recipientId: recipient.id,
        owner,
        claims,
        limits,
        onDrop: (reason, lost, isAdopted) => count(isAdopted ? adoptedDrops : drops, reason, lost),
        onProblem: (text) => problems.push(text),
        now,
      }),
  };
}

export const LIMIT = { events: 50, bytes: 1024 * 1024 };

/** A line as the writer gets it. */
export function written(id: number | string): Buffer {
  return Buffer.from(`${line(id)}\n`);
}

export function line(id: number | string): string {
  return JSON.stringify({ event_id: `${id}`, note: 'ünïcödé' });
}

export function idsOf(lines: readonly Uint8Array[]): string[] {
  return lines.map((it) => (JSON.parse(Buffer.from(it).toString()) as { event_id: string }).event_id);
}

/** Takes and acknowledges all that `backlog` has. */
export async function drain(backlog: DiskBacklog): Promise<string[]> {
  const ids: string[] = [];
  for (let batch = await backlog.nextBatch(LIMIT); batch; batch = await backlog.nextBatch(LIMIT)) {
    ids.push(...idsOf(batch.lines));
    backlog.ack(batch);
  }
  return ids;
}

export function segmentsIn(dir: string): string[] {
  return readdirSync(dir).filter((name) => name.endsWith('.seg'));
}

/** What the files hold behind their first line, as text. */
export function contentOf(dir: string): string {
  return segmentsIn(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .map((text) => text.slice(text.indexOf('\n') + 1))
    .join('');
}
