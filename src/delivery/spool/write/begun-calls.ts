/** The writer's side of the file in which open calls are kept: see format/begun-calls.ts. */
import { closeSync, constants, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LEASE_MS } from '../adopt/lease.js';
import { MAX_SLOTS, markEnded, SLOT_BYTES, slotPosition } from '../format/begun-calls.js';
import type { Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { formatHeader } from '../format/segment-header.js';
import { begunCallsName } from '../format/segment-name.js';
import { openBehindStreams } from './open-file.js';
import { unlinkQuietly } from './segment-file.js';

export interface BegunCallsOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly recipient: Recipient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface OpenFile {
  readonly fd: number;
  readonly inode: number;
}

const OPEN_FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

export class BegunCalls {
  readonly #options: BegunCallsOptions;
  readonly #path: string;
  #file: OpenFile | undefined;
  #verifiedAt = 0;
  /** The slots of open calls, by span. */
  readonly #open = new Map<string, number>();
  /** Slots of calls that have ended; for the unmarked ones, only a line in the open segment says so. */
  #unmarked: number[] = [];
  #free: number[] = [];
  /** Slots from here on have never been used. */
  #unused = 0;

  constructor(options: BegunCallsOptions) {
    this.#options = options;
    this.#path = join(options.dir, begunCallsName(options.recipient.id, options.owner));
  }

  /** `record` is kept until the call ends. Throws when the disk does not allow it. */
  begin(spanId: string, record: Uint8Array): void {
    const { fd } = this.#usableFile();
    const slot = this.#unmarked.pop() ?? this.#free.pop() ?? this.#unused;
    if (slot >= MAX_SLOTS) return;
    if (slot === this.#unused) this.#unused += 1;
    this.#open.set(spanId, slot);
    writeSync(fd, record, 0, record.length, slotPosition(slot));
  }

  /** To be called when the line of its event is in the open segment, or before `markEnded`. */
  ended(spanId: string): void {
    const slot = this.#open.get(spanId);
    if (slot === undefined) return;
    this.#open.delete(spanId);
    this.#unmarked.push(slot);
  }

  /** From now on no line is needed to know which calls have ended. Never throws. */
  markEnded(): void {
    for (const slot of this.#unmarked) this.#mark(slot);
    this.#free.push(...this.#unmarked);
    this.#unmarked = [];
  }

  /** The file is not needed while no call is open, and every one that has ended is marked. */
  deleteIfIdle(): void {
    if (this.#open.size === 0 && this.#unmarked.length === 0) this.delete();
  }

  /** Nothing that is open now is to be reported. */
  delete(): void {
    if (this.#file === undefined) return;
    this.#forget(this.#file);
    unlinkQuietly(this.#path);
  }

  #mark(slot: number): void {
    try {
      if (this.#file !== undefined) markEnded(this.#file.fd, slot);
    } catch {
      // The disk has failed: at worst an event is reported twice, as itself and as dead.
    }
  }

  #usableFile(): OpenFile {
    const file = this.#file;
    if (file !== undefined && !this.#isInPlace(file)) this.#forget(file);
    this.#file ??= this.#create();
    return this.#file;
  }

  /** After a long silence others may have concluded that we are dead: see adopt/lease.ts. */
  #isInPlace({ inode }: OpenFile): boolean {
    const at = this.#options.now();
    if (Math.abs(at - this.#verifiedAt) < LEASE_MS / 2) return true;
    this.#verifiedAt = at;
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === inode;
  }

  #create(): OpenFile {
    const { recipient, now } = this.#options;
    this.#verifiedAt = now();
    const fd = openBehindStreams(this.#path, OPEN_FLAGS, 0o600);
    writeSync(fd, formatHeader(recipient, this.#verifiedAt, SLOT_BYTES));
    return { fd, inode: statSync(this.#path).ino };
  }

  #forget({ fd }: OpenFile): void {
    this.#file = undefined;
    closeSync(fd);
    this.#open.clear();
    this.#unmarked = [];
    this.#free = [];
    this.#unused = 0;
  }
}
