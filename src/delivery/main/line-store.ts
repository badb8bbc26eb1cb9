/** Where lines wait: on disk, or in memory where there is no disk. */
import type { SpoolPolicy } from '../../config/policies.js';
import type { DropReason } from '../../model.js';
import { nowMs, wallMs } from '../../real-time.js';
import type { SpoolSetup } from '../link.js';
import type { SharedNumber } from '../shared-number.js';
import { openFolder } from '../spool/format/folder.js';
import { withoutBreak } from '../spool/format/line-text.js';
import { createOwner } from '../spool/format/owner.js';
import type { Recipient } from '../spool/format/recipient.js';
import type { SpoolLimits } from '../spool/format/spool-limits.js';
import { BegunCalls } from '../spool/write/begun-calls.js';
import { createClaims } from '../spool/write/claims.js';
import { MemoryQueue } from '../spool/write/memory-queue.js';
import { needsSocket, OwnerSocket } from '../spool/write/owner-socket.js';
import { Wills } from '../spool/write/wills.js';
import { SpoolWriter } from '../spool/write/writer.js';

export interface LineStoreOptions {
  readonly spool: SpoolPolicy;
  readonly recipient: Recipient;
  readonly limits: SpoolLimits;
  readonly claims: readonly SharedNumber[];
  /** Set to the number of lines that wait in memory. */
  readonly memoryQueued: SharedNumber;
  /** Set to the number of lines that would be lost with this thread. */
  readonly memoryHeld: SharedNumber;
  readonly maxQueue: number;
  /** Lines that were stored, and are lost. */
  readonly withdraw: (reason: DropReason, count: number) => void;
  /** Something is wrong with the disk; printed once. */
  readonly onProblem: (text: string) => void;
}

type OpenPlace =
  | {
      readonly kind: 'disk';
      readonly setup: SpoolSetup;
      readonly writer: SpoolWriter;
      readonly socket: OwnerSocket | undefined;
      readonly wills: Wills;
      readonly begun: BegunCalls;
    }
  | { readonly kind: 'memory' };

type Place = { readonly kind: 'unopened' } | OpenPlace;

/** How long a disk that failed is left alone. */
const DISK_RETRY_MS = 60_000;

export class LineStore {
  readonly #options: LineStoreOptions;
  readonly #memory: MemoryQueue;
  #place: Place = { kind: 'unopened' };
  #diskFailedAtMs = Number.NEGATIVE_INFINITY;
  #hasWorker = true;

  constructor(options: LineStoreOptions) {
    this.#options = options;
    this.#memory = new MemoryQueue(options.maxQueue, () => options.withdraw('queue_full', 1));
  }

  /** The folder and what the worker must know of it; `undefined` in memory mode, and before the first line. */
  get spool(): SpoolSetup | undefined {
    return this.#place.kind === 'disk' ? this.#place.setup : undefined;
  }

  /** Whether lines go to the disk, as things are. */
  get isOnDisk(): boolean {
    return this.#place.kind === 'disk' && !this.#isDiskFailing();
  }

  /** Lines that would be lost with the process. */
  get inMemory(): number {
    return this.#memory.queued + this.#memory.inHand;
  }

  /** `spanId`: of the call that the line ends. */
  append(line: Buffer, spanId?: string): void {
    const place = this.#placeOfLines();
    if (place.kind === 'memory' || this.#isDiskFailing()) {
      if (spanId !== undefined) this.endCall(spanId);
      this.#remember(line);
      return;
    }
    place.socket?.open();
    const outcome = place.writer.append(line, spanId);
    if (outcome.status === 'written') return;
    if (spanId !== undefined) this.endCall(spanId);
    if (outcome.status === 'dropped') return;
    this.#diskFailedAtMs = nowMs();
    this.#options.onProblem(
      `MCPWATCH_SPOOL_DIR: cannot write to ${place.setup.dir} (${outcome.why}); events wait in memory`,
    );
    this.#remember(line);
  }

  /** On disk only: what `record` says is reported if this thread dies before the call ends. May throw. */
  beginCall(spanId: string, record: Buffer): void {
    const place = this.#placeOfLines();
    if (place.kind === 'memory' || this.#isDiskFailing()) return;
    place.socket?.open();
    place.begun.begin(spanId, record);
  }

  /** The call has ended, and no line on disk says so. */
  endCall(spanId: string): void {
    if (this.#place.kind !== 'disk') return;
    this.#place.begun.ended(spanId);
    this.#place.begun.markEnded();
  }

  /** The oldest `count` lines in memory, for the worker. */
  take(count = this.#memory.queued): string[] {
    const lines = this.#memory.take(count);
    this.#publish();
    return lines;
  }

  /** The worker is done with `count` lines from memory. */
  settle(count: number): void {
    this.#memory.settle(count);
    this.#publish();
  }

  /** The lines from memory that the worker had are lost with it. */
  loseInHand(): void {
    this.#options.withdraw('unreachable', this.#memory.inHand);
    this.#memory.settle(this.#memory.inHand);
  }

  /** There is no worker, and there will be none. */
  stopShipping(): void {
    this.#hasWorker = false;
    this.take();
    this.loseInHand();
  }

  /** The process ends, and memory with it. */
  endMemory(): void {
    const lost = this.inMemory;
    if (lost === 0) return;
    this.take();
    this.#memory.settle(this.#memory.inHand);
    this.#options.withdraw('deadline', lost);
  }

  /** Opens the folder without storing anything. */
  open(): void {
    this.#placeOfLines();
  }

  /** On disk only: `line` is delivered if this thread dies without withdrawing it. May throw. */
  leaveWill(key: string, line: Buffer): void {
    if (this.#place.kind === 'disk') this.#place.wills.leave(key, line);
  }

  withdrawWill(key: string): void {
    if (this.#place.kind === 'disk') this.#place.wills.withdraw(key);
  }

  /** This thread ends, and has said all there is to say of it: nothing is to be added after its death. */
  settleAffairs(): void {
    if (this.#place.kind !== 'disk') return;
    this.#place.wills.withdrawAll();
    this.#place.begun.delete();
  }

  seal(isDelivered: boolean): void {
    if (this.#place.kind !== 'disk') return;
    this.#place.writer.seal(isDelivered);
    this.#place.begun.deleteIfIdle();
    if (isDelivered) this.#place.socket?.close();
  }

  #placeOfLines(): OpenPlace {
    if (this.#place.kind !== 'unopened') return this.#place;
    const opened = this.#open();
    this.#place = opened;
    return opened;
  }

  #open(): OpenPlace {
    const { spool, recipient, limits, claims, withdraw, onProblem } = this.#options;
    if (spool.kind === 'memory') return { kind: 'memory' };
    const { dir } = spool;
    const folder = openFolder(dir);
    if (folder.status === 'refused') {
      onProblem(`MCPWATCH_SPOOL_DIR: ${folder.why}; events wait in memory only and may be lost`);
      return { kind: 'memory' };
    }
    const owner = createOwner();
    const setup = { dir, owner, recipient, limits };
    const begun = new BegunCalls({ dir, owner, recipient, now: wallMs });
    const writer = new SpoolWriter({ ...setup, claims: createClaims(claims), onDrop: withdraw, begun });
    const socket = needsSocket(owner) ? new OwnerSocket(dir, owner) : undefined;
    const wills = new Wills({ dir, owner, recipient, now: wallMs });
    return { kind: 'disk', setup, writer, socket, wills, begun };
  }

  #isDiskFailing(): boolean {
    return nowMs() - this.#diskFailedAtMs < DISK_RETRY_MS;
  }

  #remember(line: Buffer): void {
    if (!this.#hasWorker) {
      this.#options.withdraw('unreachable', 1);
      return;
    }
    this.#memory.push(withoutBreak(line));
    this.#publish();
  }

  #publish(): void {
    this.#options.memoryQueued.value = this.#memory.queued;
    this.#options.memoryHeld.value = this.inMemory;
  }
}
