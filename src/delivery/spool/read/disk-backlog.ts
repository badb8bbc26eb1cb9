/** The worker's side of the spool: the segments of this process first, then those it has adopted. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Backlog, Batch, BatchLimit } from '../../batch.js';
import { openSegment } from '../format/open-segment.js';
import type { Owner } from '../format/owner.js';
import { formatSegmentName } from '../format/segment-name.js';
import type { SpoolLimits } from '../format/spool-limits.js';
import type { Claims } from '../write/claims.js';
import { DiskBatch, DrainingSegment, type OnSegmentDrop } from './draining-segment.js';
import { segmentsOf } from './spool-folder-names.js';

export interface DiskBacklogOptions {
  readonly dir: string;
  readonly recipientId: string;
  readonly owner: Owner;
  readonly claims: Claims;
  readonly limits: SpoolLimits;
  readonly onDrop: OnSegmentDrop;
  readonly onProblem: (text: string) => void;
  readonly now?: () => number;
}

const ANY: BatchLimit = { events: 1, bytes: 1 };

export class DiskBacklog implements Backlog {
  readonly #options: DiskBacklogOptions;
  /** Own segments that an earlier worker had taken when it died. */
  readonly #abandoned: number[] = [];
  /** Names of adopted segments: states, then events, oldest first. */
  readonly #adoptedNames: string[] = [];
  #own: DrainingSegment | undefined;
  #adopted: DrainingSegment | undefined;
  /** Of the own segment before: under load there is a new one every half second (#14). */
  #memory: Buffer | undefined;

  constructor(options: DiskBacklogOptions) {
    this.#options = options;
    const { dir, owner, recipientId, claims } = options;
    const states: string[] = [];
    for (const { file, name } of segmentsOf(dir, owner)) {
      if (name.recipientId !== recipientId) continue;
      if (name.kind === 'adopted') this.#adoptedNames.push(file);
      else if (name.kind === 'state' && name.sequence > 0) states.push(file);
      else if (name.kind === 'own' && name.sequence < claims.head) this.#abandoned.push(name.sequence);
    }
    this.#abandoned.sort((a, b) => a - b);
    this.#adoptedNames.sort().unshift(...states.sort());
  }

  /** Appends the adopted segment `name`, already renamed to this owner. */
  add(name: string): void {
    this.#adoptedNames.push(name);
    this.#limitAdopted();
  }

  /** Whether lines of processes that have ended wait, or are being sent. A segment without any is deleted. */
  hasAdopted(): boolean {
    return this.nextAdopted(ANY) !== undefined;
  }

  async nextBatch(limit: BatchLimit): Promise<Batch | undefined> {
    return this.nextOwn(limit) ?? this.nextAdopted(limit);
  }

  /** Own lines only. */
  nextOwn(limit: BatchLimit): Batch | undefined {
    for (;;) {
      this.#own ??= this.#openNextOwn();
      const found = this.#own?.next(limit);
      if (found === undefined || found === 'wait') return undefined;
      if (found !== 'done') return found;
      // The writer truncates a half-written line and keeps its event: a torn end is not a loss here.
      this.#memory = this.#own?.finish(0, 'spool_error');
      this.#own = undefined;
    }
  }

  /** Adopted lines only. */
  nextAdopted(limit: BatchLimit): Batch | undefined {
    for (;;) {
      this.#adopted ??= this.#openNextAdopted();
      const found = this.#adopted?.next(limit);
      if (found === undefined) return undefined;
      if (typeof found === 'object') return found;
      this.#adopted?.finish(this.#adopted.isTorn ? 1 : 0, 'spool_error');
      this.#adopted = undefined;
    }
  }

  ack(batch: Batch): void {
    if (batch instanceof DiskBatch) batch.settle();
  }

  close(): void {
    this.#own?.close();
    this.#adopted?.close();
    this.#own = this.#adopted = undefined;
  }

  #openNextOwn(): DrainingSegment | undefined {
    const { recipientId, owner, claims } = this.#options;
    for (;;) {
      const sequence = this.#abandoned.shift() ?? claims.takeOldest();
      if (sequence === undefined) return undefined;
      const name = formatSegmentName({ recipientId, owner, kind: 'own', sequence });
      const opened = this.#open(name, false, () => claims.isSealed(sequence), this.#memory);
      if (opened === undefined) continue;
      this.#memory = undefined;
      return opened;
    }
  }

  #openNextAdopted(): DrainingSegment | undefined {
    for (let name = this.#adoptedNames.shift(); name !== undefined; name = this.#adoptedNames.shift()) {
      const opened = this.#open(name, true, () => true);
      if (opened !== undefined) return opened;
    }
    return undefined;
  }

  #open(name: string, isAdopted: boolean, isComplete: () => boolean, memory?: Buffer): DrainingSegment | undefined {
    const { dir, limits, onDrop, onProblem, now = Date.now } = this.#options;
    const path = join(dir, name);
    const opened = openSegment(path, memory);
    if (opened.status === 'foreign') onProblem(`cannot read the segment ${path} (${opened.why}); it is left alone`);
    if (opened.status !== 'open') return undefined;
    const { reader } = opened;
    return new DrainingSegment({ path, reader, isAdopted, isComplete, maxAgeMs: limits.ageMs, now, onDrop });
  }

  /** What processes leave behind is limited too: a server that crashes again and again leaves a lot. */
  #limitAdopted(): void {
    const { dir, limits } = this.#options;
    const sizes = this.#adoptedNames.map((name) => statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0);
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (let index = 0; total > limits.bytes; index += 1) {
      total -= sizes[index] ?? 0;
      const opened = this.#open(this.#adoptedNames.shift() ?? '', true, () => true);
      opened?.finish(opened.countWaiting(), 'queue_full');
    }
  }
}
