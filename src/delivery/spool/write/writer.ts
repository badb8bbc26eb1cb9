/**
 * The main thread's side of the spool: one line, one synchronous write. A write that returned is in the
 * kernel's hands and survives SIGKILL, abort and running out of memory.
 */
import { closeSync, constants, ftruncateSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OnDrop } from '../../../model.js';
import { wallMs } from '../../../real-time.js';
import { LEASE_MS } from '../adopt/lease.js';
import type { Owner } from '../format/owner.js';
import type { SpoolDestination } from '../format/recipient.js';
import { formatHeader } from '../format/segment-header.js';
import { formatSegmentName } from '../format/segment-name.js';
import type { SpoolLimits } from '../format/spool-limits.js';
import type { Claims } from './claims.js';

export type AppendOutcome =
  | { readonly status: 'written' }
  | { readonly status: 'dropped' }
  | { readonly status: 'failed'; readonly why: string };

export interface SpoolWriter {
  /** `line` ends with its line break. */
  append(line: Uint8Array): AppendOutcome;
  /** Closes the open segment; with `isDelivered` its file goes too. The next line opens another. */
  seal(isDelivered: boolean): void;
}

export interface SpoolWriterOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly destination: SpoolDestination;
  readonly claims: Claims;
  readonly limits: SpoolLimits;
  readonly onDrop: OnDrop;
  readonly now?: () => number;
}

interface Extent {
  readonly sequence: number;
  events: number;
  bytes: number;
}

interface OpenSegment extends Extent {
  readonly fd: number;
  readonly path: string;
  readonly inode: number;
  readonly createdAt: number;
}

const WRITTEN: AppendOutcome = { status: 'written' };
const DROPPED: AppendOutcome = { status: 'dropped' };
// Appended to, made anew, never followed through a link: a planted file is an error, not a target.
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

export function createSpoolWriter(options: SpoolWriterOptions): SpoolWriter {
  const { claims, limits, onDrop, now = wallMs } = options;
  let open: OpenSegment | undefined;
  let lastSequence = 0;
  let verifiedAt = 0;
  /** Segments that are sealed; those below `claims.head` have been taken by the reader. */
  let sealed: Extent[] = [];

  const pathOf = (sequence: number) =>
    join(
      options.dir,
      formatSegmentName({
        destinationId: options.destination.id,
        owner: options.owner,
        kind: 'own',
        sequence,
      }),
    );

  function openNext(): OpenSegment {
    dropOldest();
    const sequence = lastSequence + 1;
    const path = pathOf(sequence);
    const fd = openSync(path, OPEN_FLAGS, 0o600);
    try {
      const createdAt = now();
      const header = formatHeader(options.destination, createdAt);
      const bytes = writeSync(fd, header);
      if (bytes < header.length) throw new Error('ENOSPC');
      lastSequence = sequence;
      verifiedAt = createdAt;
      open = { sequence, fd, path, createdAt, inode: statSync(path).ino, events: 0, bytes };
      claims.open(sequence);
      return open;
    } catch (error) {
      closeSync(fd);
      unlinkQuietly(path);
      throw error;
    }
  }

  /** Room for one more segment beside the one that the reader may hold. */
  function dropOldest(): void {
    sealed = sealed.filter((it) => it.sequence >= claims.head);
    const total = (key: 'bytes' | 'events') => sealed.reduce((sum, it) => sum + it[key], 0);
    while (
      total('bytes') + 2 * limits.segmentBytes > limits.bytes ||
      total('events') + 2 * limits.segmentEvents > limits.events
    ) {
      const sequence = claims.takeToDrop();
      if (sequence === undefined) return;
      unlinkQuietly(pathOf(sequence));
      onDrop('queue_full', sealed.find((it) => it.sequence === sequence)?.events ?? 0);
      sealed = sealed.filter((it) => it.sequence > sequence);
    }
  }

  /** After a long silence (a stopped process) someone may rightly have thought us dead: see lease.ts. */
  function isUsable(segment: OpenSegment): boolean {
    const at = now();
    if (at - segment.createdAt > limits.segmentAgeMs) return false;
    if (Math.abs(at - verifiedAt) < LEASE_MS / 2) return true;
    verifiedAt = at;
    return statSync(segment.path, { throwIfNoEntry: false })?.ino === segment.inode;
  }

  function close(isDelivered: boolean): void {
    if (open === undefined) return;
    closeSync(open.fd);
    if (isDelivered) unlinkQuietly(open.path);
    else sealed.push({ sequence: open.sequence, events: open.events, bytes: open.bytes });
    claims.seal(open.sequence);
    open = undefined;
  }

  function write(segment: OpenSegment, line: Uint8Array): AppendOutcome {
    try {
      const written = writeSync(segment.fd, line, 0, line.length);
      if (written < line.length) throw new Error('ENOSPC');
      segment.bytes += written;
      segment.events += 1;
      return WRITTEN;
    } catch (error) {
      truncateQuietly(segment.fd, segment.bytes);
      return { status: 'failed', why: codeOf(error) };
    }
  }

  return {
    append(line) {
      if (line.length > limits.lineBytes) {
        onDrop('too_large', 1);
        return DROPPED;
      }
      try {
        if (open !== undefined && !isUsable(open)) close(false);
        const outcome = write(open ?? openNext(), line);
        if (outcome.status === 'failed') close(false);
        else if (open !== undefined && isFull(open, limits)) close(false);
        return outcome;
      } catch (error) {
        return { status: 'failed', why: codeOf(error) };
      }
    },
    seal: close,
  };
}

function isFull(segment: Extent, limits: SpoolLimits): boolean {
  return segment.bytes >= limits.segmentBytes || segment.events >= limits.segmentEvents;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or the disk failed: the reader will say so.
  }
}

/** Half a line would spoil the line after it. */
function truncateQuietly(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // The segment is closed next, and a torn last line is known to readers.
  }
}
