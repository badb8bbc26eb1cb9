/** Which calls of a dead owner were open when it died. */
import { closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOpenState } from '../../../open-state.js';
import { type FilledSlot, markEnded, readOpenCalls } from '../format/begun-calls.js';
import { openFile } from '../format/open-segment.js';
import { begunCallsName, type SegmentName } from '../format/segment-name.js';
import { segmentsOf } from '../read/spool-folder-names.js';

type OwnedBy = Pick<SegmentName, 'recipientId' | 'owner'>;

/** The slots without a mark in the file at `path` that no line in the owner's last segment has ended. */
export function openCallsAt(path: string, dir: string, of: OwnedBy): readonly FilledSlot[] {
  return withSlots(path, (fd) => {
    const unmarked = readOpenCalls(fd);
    const ended = endedIn(dir, of, unmarked);
    return unmarked.filter((filled) => !ended.includes(filled));
  });
}

/**
 * Marks the calls that have ended. Whoever takes a segment of a dead owner does this first: the next one cannot look into the
 * segment any more. Marks are only ever added, so it does not matter how many do it at the same time, and how far they get.
 */
export function markEndedCalls(dir: string, of: OwnedBy): void {
  withSlots(join(dir, begunCallsName(of.recipientId, of.owner)), (fd) => {
    for (const { slot } of endedIn(dir, of, readOpenCalls(fd))) markEnded(fd, slot);
    return [];
  });
}

/** Nothing for a file without slots, or none at all. */
function withSlots(path: string, use: (fd: number) => readonly FilledSlot[]): readonly FilledSlot[] {
  const opened = openFile(path);
  if (opened.status !== 'open') return [];
  try {
    return opened.header.hasSlots ? use(opened.fd) : [];
  } finally {
    closeSync(opened.fd);
  }
}

/** An owner marks all that have ended before it begins another segment, so only the last one can say more. */
function endedIn(dir: string, of: OwnedBy, unmarked: readonly FilledSlot[]): readonly FilledSlot[] {
  if (unmarked.length === 0) return [];
  const lines = lastSegment(dir, of);
  return unmarked.filter(({ call }) => hasLineOf(lines, call.spanId));
}

/** Delivered lines included. */
function lastSegment(dir: string, { recipientId, owner }: OwnedBy): Buffer {
  const own = segmentsOf(dir, owner).filter(({ name }) => name.kind === 'own' && name.recipientId === recipientId);
  const last = own.toSorted((a, b) => b.name.sequence - a.name.sequence)[0];
  if (last === undefined) return Buffer.alloc(0);
  const opened = openFile(join(dir, last.file));
  if (opened.status !== 'open') return Buffer.alloc(0);
  try {
    return readFileSync(opened.fd);
  } finally {
    closeSync(opened.fd);
  }
}

const LINE_BREAK = 0x0a;

/** Whether there is the event of this span's end, and not only one that says that it is open, or whose payload mentions it. */
function hasLineOf(lines: Buffer, spanId: string): boolean {
  const field = `"span_id":"${spanId}"`;
  for (let at = lines.indexOf(field); at >= 0; at = lines.indexOf(field, at + 1)) {
    const end = lines.indexOf(LINE_BREAK, at);
    const start = lines.lastIndexOf(LINE_BREAK, at) + 1;
    if (end >= 0 && endsSpan(lines.toString('utf8', start, end), spanId)) return true;
  }
  return false;
}

function endsSpan(line: string, spanId: string): boolean {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null) return false;
    return Reflect.get(event, 'span_id') === spanId && !isOpenState(Reflect.get(event, 'attributes'));
  } catch {
    return false;
  }
}
