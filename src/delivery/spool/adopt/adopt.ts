/**
 * Takes over what ended processes left. Of many adopters one wins: the first to rename the file to its own name. The
 * others find nothing. What belongs together is taken by one adopter, also through its death: see adoption-lock.ts.
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
import { AdoptionLock } from './adoption-lock.js';
import { executeWill } from './execute-will.js';
import { type FoundSegment, findSegments } from './found-segments.js';
import { LeaseWatch } from './lease.js';
import { markEndedCalls } from './open-calls.js';
import { type OwnerProbe, probeOwner } from './owner-probe.js';
import { reportDiedCalls } from './report-died-calls.js';
import { deleteStaleDrafts } from './stale-drafts.js';
import { deleteStaleSockets } from './stale-sockets.js';

export interface AdopterOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly isWanted: (recipient: Recipient) => boolean;
  /** Skips all other recipients by name, before any file is opened. */
  readonly recipientId?: string;
  /** Whether the files of an owner belong together, and one adopter must take them all. Needs `recipientId`. */
  readonly isWhole?: boolean;
  readonly onProblem: (text: string) => void;
  readonly liveness?: OwnerProbe;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs?: () => number;
}

export class Adopter {
  readonly #options: AdopterOptions;
  readonly #leases = new LeaseWatch();
  readonly #lock: AdoptionLock | undefined;
  #adopted = 0;

  constructor(options: AdopterOptions) {
    const { dir, owner, recipientId, isWhole = false } = options;
    this.#options = options;
    const isAbandoned = (found: FoundSegment) => this.#isAbandoned(found);
    if (isWhole && recipientId !== undefined) this.#lock = new AdoptionLock({ dir, recipientId, owner, isAbandoned });
  }

  /** Takes what can be taken now, oldest first; returns the new names. Never rejects. */
  async adopt(): Promise<string[]> {
    const { dir, onProblem } = this.#options;
    try {
      // Every process does this each minute, and there may be thousands of files: the folder is read again only after a find.
      const names = readdirSync(dir);
      const taken = await this.#takeAll(names);
      const left = taken.length === 0 ? names : readdirSync(dir);
      await deleteStaleSockets(dir, left);
      await this.#deleteUnfinished(left);
      deleteStaleDrafts(dir, left);
      return taken;
    } catch (error) {
      // Where no server has ever run there is no folder.
      if (errnoOf(error) !== 'ENOENT') {
        onProblem(`cannot look for what earlier processes left in ${dir} (${errnoOf(error) ?? String(error)})`);
      }
      return [];
    }
  }

  async #takeAll(names: readonly string[]): Promise<string[]> {
    const abandoned = await this.#abandoned(names);
    if (this.#lock === undefined) return this.#takeEach(abandoned);
    if (abandoned.length === 0 || !(await this.#lock.take())) return [];
    try {
      return this.#takeEach(await this.#abandoned());
    } finally {
      this.#lock.release();
    }
  }

  /** All files of each owner that is gone; not those of one that has written meanwhile, and has left more than was seen. */
  async #abandoned(names?: readonly string[]): Promise<FoundSegment[]> {
    const before = this.#candidates(names);
    const gone = new Set<string>();
    const living = new Set<string>();
    for (const found of before) {
      const { nonce } = found.name.owner;
      ((await this.#isAbandoned(found)) ? gone : living).add(nonce);
    }
    if (gone.size === 0) return [];
    const seen = new Set(before.map(({ file }) => file));
    const now = this.#candidates();
    for (const { file, name } of now) if (!seen.has(file)) living.add(name.owner.nonce);
    return now.filter(({ name }) => gone.has(name.owner.nonce) && !living.has(name.owner.nonce));
  }

  #takeEach(abandoned: readonly FoundSegment[]): string[] {
    return abandoned
      .map((found) => this.#take(found, lastSignOfLife(found, abandoned)))
      .filter((name) => name !== undefined);
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

  /** States come before the events that they do not count yet; those of one owner in the order in which it had them. */
  #candidates(names?: readonly string[]): FoundSegment[] {
    const { dir, owner, recipientId } = this.#options;
    return findSegments(dir, names)
      .filter(({ name }) => name.owner.nonce !== owner.nonce)
      .filter(({ name }) => recipientId === undefined || recipientId === name.recipientId)
      .sort((a, b) => stateOrder(a) - stateOrder(b));
  }

  /** States that a process was writing when it died; the one before is whole. */
  async #deleteUnfinished(names: readonly string[]): Promise<void> {
    const { dir, owner } = this.#options;
    for (const file of names) {
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

function stateOrder({ name }: FoundSegment): number {
  return name.kind === 'state' ? name.sequence : Number.MAX_SAFE_INTEGER;
}

/** When a segment of the same owner was written or renewed last. */
function lastSignOfLife({ name }: FoundSegment, all: readonly FoundSegment[]): number {
  const stamps = all.filter((other) => other.name.owner.nonce === name.owner.nonce).map((other) => other.modifiedAt);
  return Math.max(...stamps);
}
