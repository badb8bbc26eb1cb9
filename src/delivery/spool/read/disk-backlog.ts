/**
 * The worker's side of the spool: this process's own segments first, then what was adopted. A segment whose
 * lines are all delivered is deleted.
 */
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { OnDrop } from '../../../model.js';
import type { Owner } from '../format/owner.js';
import { formatSegmentName, parseSegmentName } from '../format/segment-name.js';
import { openSegment, type Portion, type SegmentReader } from '../format/segment-reader.js';
import type { SpoolLimits } from '../format/spool-limits.js';
import type { Claims } from '../write/claims.js';
import type { Backlog, Batch, BatchLimit } from './backlog.js';

export interface DiskBacklog extends Backlog {
  /** Puts the adopted segment `name` (already renamed to this owner) at the end. */
  add(name: string): void;
  /** Own lines only; adopted ones wait until the own are done. */
  nextOwn(limit: BatchLimit): Batch | undefined;
  nextAdopted(limit: BatchLimit): Batch | undefined;
  close(): void;
}

export interface DiskBacklogOptions {
  readonly dir: string;
  readonly destinationId: string;
  readonly owner: Owner;
  readonly claims: Claims;
  readonly limits: SpoolLimits;
  /** `isAdopted`: the lines were captured by a process that is dead. */
  readonly onDrop: (reason: Parameters<OnDrop>[0], count: number, isAdopted: boolean) => void;
  readonly onProblem: (text: string) => void;
  readonly now?: () => number;
}

interface Current {
  readonly path: string;
  readonly reader: SegmentReader;
  readonly isAdopted: boolean;
  /** Nothing will be added to it. Asked before each read, so that no line slips in between. */
  readonly isComplete: () => boolean;
}

export function createDiskBacklog(options: DiskBacklogOptions): DiskBacklog {
  const { dir, destinationId, owner, claims, limits, onDrop, onProblem, now = Date.now } = options;
  const given = new WeakMap<Batch, { segment: Current; portion: Portion }>();
  let own: Current | undefined;
  let adopted: Current | undefined;
  /** Segments that a worker before this one had taken, when it died. */
  const abandoned: number[] = [];
  const waiting: string[] = [];
  resume();

  function resume(): void {
    for (const name of listQuietly(dir)) {
      const parsed = parseSegmentName(name);
      if (parsed?.owner.nonce !== owner.nonce || parsed.destinationId !== destinationId) continue;
      if (parsed.kind === 'adopted') waiting.push(name);
      else if (parsed.sequence < claims.head) abandoned.push(parsed.sequence);
    }
    abandoned.sort((a, b) => a - b);
    waiting.sort();
  }

  function open(name: string, isAdopted: boolean, isComplete: () => boolean): Current | undefined {
    const path = join(dir, name);
    const opened = openSegment(path);
    if (opened.status === 'open') return { path, reader: opened.reader, isAdopted, isComplete };
    if (opened.status === 'foreign') onProblem(`cannot read the segment ${path} (${opened.why}); it is left alone`);
    return undefined;
  }

  function openNextOwn(): Current | undefined {
    for (;;) {
      const sequence = abandoned.shift() ?? claims.takeOldest();
      if (sequence === undefined) return undefined;
      const name = formatSegmentName({ destinationId, owner, kind: 'own', sequence });
      const opened = open(name, false, () => claims.isSealed(sequence));
      if (opened !== undefined) return opened;
    }
  }

  function openNextAdopted(): Current | undefined {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const opened = open(name, true, () => true);
      if (opened !== undefined) return opened;
    }
    return undefined;
  }

  /** What dead processes leave is bounded too: a server that crashes again and again leaves a lot. */
  function boundAdopted(): void {
    const sizes = waiting.map((name) => statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0);
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (let index = 0; total > limits.bytes; index += 1) {
      total -= sizes[index] ?? 0;
      const opened = open(waiting.shift() ?? '', true, () => true);
      if (opened !== undefined) finish(opened, countLines(opened.reader), 'queue_full');
    }
  }

  function finish(segment: Current, lost: number, reason: Parameters<OnDrop>[0]): void {
    segment.reader.close();
    unlinkQuietly(segment.path);
    if (lost > 0) onDrop(reason, lost, segment.isAdopted);
  }

  /** The next lines of `segment`; `done` when it is complete and has no more. */
  function readFrom(segment: Current, limit: BatchLimit): Batch | 'wait' | 'done' {
    for (;;) {
      const isComplete = segment.isComplete();
      const isExpired = now() - segment.reader.header.createdAt > limits.ageMs;
      const portion = segment.reader.read(limit);
      if (isExpired && portion.lines.length > 0) {
        settle(segment, portion);
        onDrop('expired', portion.lines.length, segment.isAdopted);
        continue;
      }
      if (portion.lines.length > 0) {
        const batch = { lines: portion.lines, isDurable: true, isAdopted: segment.isAdopted };
        given.set(batch, { segment, portion });
        return batch;
      }
      if (portion.corrupt === 0) return isComplete ? 'done' : 'wait';
      settle(segment, portion);
    }
  }

  function settle(segment: Current, portion: Portion): void {
    segment.reader.advance(portion.end);
    if (portion.corrupt > 0) onDrop('spool_error', portion.corrupt, segment.isAdopted);
  }

  function nextOwn(limit: BatchLimit): Batch | undefined {
    for (;;) {
      own ??= openNextOwn();
      if (own === undefined) return undefined;
      const found = readFrom(own, limit);
      if (typeof found === 'object') return found;
      if (found === 'wait') return undefined;
      // The writer cuts a half-written line off and keeps its event: a torn end is no loss here.
      finish(own, 0, 'spool_error');
      own = undefined;
    }
  }

  function nextAdopted(limit: BatchLimit): Batch | undefined {
    for (;;) {
      adopted ??= openNextAdopted();
      if (adopted === undefined) return undefined;
      const found = readFrom(adopted, limit);
      if (typeof found === 'object') return found;
      finish(adopted, adopted.reader.tornBytes > 0 ? 1 : 0, 'spool_error');
      adopted = undefined;
    }
  }

  return {
    add(name) {
      waiting.push(name);
      boundAdopted();
    },
    nextOwn,
    nextAdopted,
    nextBatch: async (limit) => nextOwn(limit) ?? nextAdopted(limit),
    ack(batch) {
      const it = given.get(batch);
      if (it !== undefined) settle(it.segment, it.portion);
    },
    close() {
      own?.reader.close();
      adopted?.reader.close();
      own = adopted = undefined;
    },
  };
}

const ALL: BatchLimit = { events: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

function countLines(reader: SegmentReader): number {
  const { lines, corrupt } = reader.read(ALL);
  return lines.length + corrupt;
}

function listQuietly(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The writer deletes its last segment itself at exit.
  }
}
