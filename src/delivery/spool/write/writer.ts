/**
 * The main thread's side of the spool: one line, one synchronous write. Once the write has returned the line is in the
 * kernel's hands, and survives SIGKILL, abort and running out of memory.
 */
import { join } from 'node:path';
import { errnoOf } from '../../../errno.js';
import type { OnDrop } from '../../../model.js';
import { wallMs } from '../../../real-time.js';
import { LEASE_MS } from '../adopt/lease.js';
import type { Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { formatSegmentName } from '../format/segment-name.js';
import type { SpoolLimits } from '../format/spool-limits.js';
import type { BegunCalls } from './begun-calls.js';
import type { Claims } from './claims.js';
import { SealedSegments } from './sealed-segments.js';
import { SegmentFile, unlinkQuietly } from './segment-file.js';

export type AppendOutcome =
  | { readonly status: 'written' }
  | { readonly status: 'dropped' }
  | { readonly status: 'failed'; readonly why: string };

export interface SpoolWriterOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly recipient: Recipient;
  readonly claims: Claims;
  readonly limits: SpoolLimits;
  readonly onDrop: OnDrop;
  /** Where the calls whose events are appended have begun. */
  readonly begun?: BegunCalls;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const WRITTEN: AppendOutcome = { status: 'written' };
const DROPPED: AppendOutcome = { status: 'dropped' };

export class SpoolWriter {
  readonly #options: SpoolWriterOptions;
  readonly #sealed: SealedSegments;
  #open: SegmentFile | undefined;
  #lastSequence = 0;
  #verifiedAt = 0;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
    this.#sealed = new SealedSegments(options.claims, options.limits, ({ sequence, events }) => {
      unlinkQuietly(this.#pathOf(sequence));
      options.onDrop('queue_full', events);
    });
  }

  /** `line` ends with its line break; it ends the call of `spanId`. */
  append(line: Uint8Array, spanId?: string): AppendOutcome {
    if (line.length > this.#options.limits.lineBytes) {
      this.#options.onDrop('too_large', 1);
      return DROPPED;
    }
    try {
      this.#write(line, spanId);
      return WRITTEN;
    } catch (error) {
      this.seal(false);
      return { status: 'failed', why: errnoOf(error) ?? String(error) };
    }
  }

  /** Closes the open segment; with `isDelivered` its file is deleted too. The next line opens another. */
  seal(isDelivered: boolean): void {
    const segment = this.#open;
    if (segment === undefined) return;
    // Its lines will be gone when it has been delivered.
    this.#options.begun?.markEnded();
    this.#open = undefined;
    segment.close();
    if (isDelivered) segment.delete();
    else this.#sealed.add({ sequence: segment.sequence, events: segment.events, bytes: segment.bytes });
    this.#options.claims.seal(segment.sequence);
  }

  #write(line: Uint8Array, spanId: string | undefined): void {
    if (this.#open !== undefined && !this.#isUsable(this.#open)) this.seal(false);
    this.#open ??= this.#openNext();
    this.#open.append(line);
    if (spanId !== undefined) this.#options.begun?.ended(spanId);
    if (isFull(this.#open, this.#options.limits)) this.seal(false);
  }

  #openNext(): SegmentFile {
    const { recipient, claims, now = wallMs } = this.#options;
    this.#sealed.makeRoom();
    const sequence = this.#lastSequence + 1;
    const createdAt = now();
    const opened = new SegmentFile({ path: this.#pathOf(sequence), sequence, recipient, createdAt });
    this.#lastSequence = sequence;
    this.#verifiedAt = createdAt;
    claims.open(sequence);
    return opened;
  }

  /** After a long silence (a stopped process) others may have concluded that we are dead: see lease.ts. */
  #isUsable(segment: SegmentFile): boolean {
    const { limits, now = wallMs } = this.#options;
    const at = now();
    if (at - segment.createdAt > limits.segmentAgeMs) return false;
    if (Math.abs(at - this.#verifiedAt) < LEASE_MS / 2) return true;
    this.#verifiedAt = at;
    return segment.isInPlace();
  }

  #pathOf(sequence: number): string {
    const { dir, recipient, owner } = this.#options;
    return join(dir, formatSegmentName({ recipientId: recipient.id, owner, kind: 'own', sequence }));
  }
}

function isFull(segment: SegmentFile, limits: SpoolLimits): boolean {
  return segment.bytes >= limits.segmentBytes || segment.events >= limits.segmentEvents;
}
