/** Lists what is in a spool folder, without changing it. */
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openSegment } from '../format/open-segment.js';
import { createOwner, type Liveness, type Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import type { SegmentName } from '../format/segment-name.js';
import { isStateLine } from '../format/state-line.js';
import { type FoundSegment, findSegments } from './found-segments.js';
import { openCallsAt } from './open-calls.js';
import { probeOwner } from './owner-probe.js';

export interface WaitingSegment {
  readonly path: string;
  readonly recipient: Recipient;
  /** Lines that are not delivered; those of metrics are not events. */
  readonly events: number;
  readonly isMetrics: boolean;
  /** Size of those lines. */
  readonly bytes: number;
  readonly ageMs: number;
  readonly pid: number;
  /** Whether the process that owns it still runs. */
  readonly owner: Liveness;
}

/** A file that is named like a segment and is not one. */
export interface ForeignFile {
  readonly path: string;
  readonly why: string;
}

export interface Inventory {
  /** Oldest first. */
  readonly segments: readonly WaitingSegment[];
  readonly foreign: readonly ForeignFile[];
}

/** Rejects with ENOENT when there is no such folder. */
export async function listSegments(dir: string, now: number = Date.now()): Promise<Inventory> {
  const self = createOwner();
  const segments: WaitingSegment[] = [];
  const foreign: ForeignFile[] = [];
  for (const found of findSegments(dir)) {
    const described = await describe(dir, found, self, now);
    if (described === undefined) continue;
    // What a living process would leave does not wait.
    if (isForDeath(found) && 'owner' in described && described.owner !== 'dead') continue;
    if ('why' in described) foreign.push(described);
    else segments.push(described);
  }
  return { segments: segments.sort((a, b) => b.ageMs - a.ageMs), foreign };
}

const FOR_DEATH: ReadonlySet<string> = new Set(['will', 'calls', 'state']);
const isForDeath = ({ name }: FoundSegment): boolean => FOR_DEATH.has(name.kind);

/** Deletes segments; returns how many events went with them. Must not be called with those of running processes. */
export function deleteSegments(segments: readonly WaitingSegment[]): number {
  for (const { path } of segments) unlinkSync(path);
  return segments.reduce((sum, { events }) => sum + events, 0);
}

/** A state is adopted as a whole: the first line tells. */
const FIRST_LINE = { events: 1, bytes: 1 };

async function describe(
  dir: string,
  { file, name, modifiedAt }: FoundSegment,
  self: Owner,
  now: number,
): Promise<WaitingSegment | ForeignFile | undefined> {
  const path = join(dir, file);
  const opened = openSegment(path);
  if (opened.status === 'gone') return undefined;
  if (opened.status === 'foreign') return { path, why: opened.why };
  const { header } = opened.reader;
  const { lines, bytes } = header.hasSlots ? countDied(path, dir, name, now) : opened.reader.countWaiting();
  const isMetrics =
    name.kind === 'state' || (!header.hasSlots && opened.reader.read(FIRST_LINE).lines.some(isStateLine));
  opened.reader.close();
  if (header.recipient.id !== name.recipientId) return { path, why: 'its name and its header do not agree' };
  return {
    path,
    recipient: header.recipient,
    events: isMetrics ? 0 : lines,
    isMetrics,
    bytes,
    ageMs: now - header.createdAt,
    pid: name.owner.pid,
    owner: await probeOwner(dir, name.owner, self, modifiedAt),
  };
}

/** The events that will be made of a dead owner's open calls. */
function countDied(path: string, dir: string, name: SegmentName, now: number) {
  const events = openCallsAt(path, dir, name).map(({ call }) => JSON.stringify(call.eventAt(now)));
  return { lines: events.length, bytes: events.reduce((sum, event) => sum + Buffer.byteLength(event) + 1, 0) };
}
