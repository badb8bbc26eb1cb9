/**
 * Takes over what ended processes left. Of many adopters one wins: the first to rename the file to its own name. The
 * others find nothing.
 */
import { lstatSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../errno.js';
import { nowMs } from '../../../real-time.js';
import { openSegment } from '../format/open-segment.js';
import type { Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { formatSegmentName, parseSegmentName } from '../format/segment-name.js';
import { UNFINISHED } from '../write/replace-file.js';
import { unlinkQuietly } from '../write/segment-file.js';
import { executeWill } from './execute-will.js';
import { type FoundSegment, findSegments } from './found-segments.js';
import { LeaseWatch } from './lease.js';
import { markEndedCalls } from './open-calls.js';
import { type OwnerProbe, probeOwner } from './owner-probe.js';
import { reportDiedCalls } from './report-died-calls.js';
import { deleteStaleSockets } from './stale-sockets.js';

export interface AdopterOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly isWanted: (recipient: Recipient) => boolean;
  /** Skips all other recipients by name, before any file is opened. */
  readonly recipientId?: string;
  readonly onProblem: (text: string) => void;
  readonly liveness?: OwnerProbe;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs?: () => number;
}

export class Adopter {
  readonly #options: AdopterOptions;
  readonly #leases = new LeaseWatch();
  #adopted = 0;

  constructor(options: AdopterOptions) {
    this.#options = options;
  }

  /** Takes what can be taken now, oldest first; returns the new names. Never rejects. */
  async adopt(): Promise<string[]> {
    const { dir, onProblem } = this.#options;
    try {
      const taken: string[] = [];
      const candidates = this.#candidates();
      for (const found of candidates) {
        const name = (await this.#isAbandoned(found))
          ? this.#take(found, lastSignOfLife(found, candidates))
          : undefined;
        if (name !== undefined) taken.push(name);
      }
      await deleteStaleSockets(dir);
      await this.#deleteUnfinished();
      return taken;
    } catch (error) {
      // Where no server has ever run there is no folder.
      if (errnoOf(error) !== 'ENOENT') {
        onProblem(`cannot look for what earlier processes left in ${dir} (${errnoOf(error) ?? String(error)})`);
      }
      return [];
    }
  }

  /** Renews the lease on every segment of this owner. */
  renew(): void {
    const { dir, owner } = this.#options;
    const at = new Date();
    try {
      for (const { file, name } of findSegments(dir)) {
        if (name.owner.nonce === owner.nonce) utimesSync(join(dir, file), at, at);
      }
    } catch {
      // Deleted between listing and stamping.
    }
  }

  /** A state comes before the events that it does not count yet. */
  #candidates(): FoundSegment[] {
    const { dir, owner, recipientId } = this.#options;
    return findSegments(dir)
      .filter(({ name }) => name.owner.nonce !== owner.nonce)
      .filter(({ name }) => recipientId === undefined || recipientId === name.recipientId)
      .sort((a, b) => Number(b.name.kind === 'state') - Number(a.name.kind === 'state'));
  }

  /** States that a process was writing when it died; the one before is whole. */
  async #deleteUnfinished(): Promise<void> {
    const { dir, owner } = this.#options;
    for (const file of readdirSync(dir)) {
      const name = file.endsWith(UNFINISHED) ? parseSegmentName(file.slice(0, -UNFINISHED.length)) : undefined;
      if (name === undefined || name.owner.nonce === owner.nonce) continue;
      const stat = lstatSync(join(dir, file), { throwIfNoEntry: false });
      if (stat === undefined || !(await this.#isAbandoned({ file, name, modifiedAt: stat.mtimeMs }))) continue;
      unlinkQuietly(join(dir, file));
    }
  }

  async #isAbandoned({ file, name, modifiedAt }: FoundSegment): Promise<boolean> {
    const { dir, owner, liveness = probeOwner, monotonicMs = nowMs } = this.#options;
    const verdict = await liveness(dir, name.owner, owner, modifiedAt);
    if (verdict === 'unknown') return this.#leases.isOver(file, modifiedAt, monotonicMs());
    return verdict === 'dead';
  }

  #take(found: FoundSegment, diedAtMs: number): string | undefined {
    if (!this.#isOurs(found)) return undefined;
    const { dir, owner, onProblem } = this.#options;
    this.#adopted += 1;
    const { recipientId, kind } = found.name;
    const name = (as: 'adopted' | 'calls' | 'state') =>
      formatSegmentName({ recipientId, owner, kind: as, sequence: this.#adopted });
    // A state is recognised as one by whoever takes it over from us: it has to come first there, too (#12).
    const taken = name(kind === 'state' ? 'state' : 'adopted');
    try {
      if (kind === 'own' || kind === 'calls') markEndedCalls(dir, found.name);
      if (kind === 'calls') return this.#takeCalls(found.file, name('calls'), taken, diedAtMs);
      renameSync(join(dir, found.file), join(dir, taken));
      if (kind === 'will') executeWill(join(dir, taken), diedAtMs);
      return taken;
    } catch (error) {
      // ENOENT: another adopter was faster.
      const code = errnoOf(error) ?? String(error);
      if (code !== 'ENOENT') onProblem(`cannot adopt ${join(dir, found.file)} (${code})`);
      return undefined;
    }
  }

  /** Under a name of our own, so that no other adopter reports the same calls. */
  #takeCalls(file: string, claimed: string, taken: string, diedAtMs: number): string | undefined {
    const { dir } = this.#options;
    renameSync(join(dir, file), join(dir, claimed));
    if (!reportDiedCalls(join(dir, claimed), diedAtMs)) return undefined;
    renameSync(join(dir, claimed), join(dir, taken));
    return taken;
  }

  /** The header decides: a file whose name and header disagree is foreign, and is left alone. */
  #isOurs({ file, name }: FoundSegment): boolean {
    const { dir, isWanted, onProblem } = this.#options;
    const opened = openSegment(join(dir, file));
    if (opened.status === 'foreign') onProblem(`${join(dir, file)} is left alone: ${opened.why}`);
    if (opened.status !== 'open') return false;
    const { recipient } = opened.reader.header;
    opened.reader.close();
    return recipient.id === name.recipientId && isWanted(recipient);
  }
}

/** When a segment of the same owner was written or renewed last. */
function lastSignOfLife({ name }: FoundSegment, all: readonly FoundSegment[]): number {
  const stamps = all.filter((other) => other.name.owner.nonce === name.owner.nonce).map((other) => other.modifiedAt);
  return Math.max(...stamps);
}
