/** What lies in a spool folder, told without changing it. */
import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createOwner, type Liveness, livenessOf, type Owner } from '../format/owner.js';
import type { SpoolDestination } from '../format/recipient.js';
import { parseHeader } from '../format/segment-header.js';
import { parseSegmentName } from '../format/segment-name.js';

export interface WaitingSegment {
  readonly path: string;
  readonly destination: SpoolDestination;
  /** Lines that are not delivered. */
  readonly events: number;
  /** Of those lines. */
  readonly bytes: number;
  readonly ageMs: number;
  readonly pid: number;
  /** Whether the process that it belongs to still runs. */
  readonly owner: Liveness;
}

const NEWLINE = 0x0a;

/** All segments in `dir`, oldest first; none where there is no such folder. Files that are not ours are left out. */
export function listSegments(dir: string, now: number = Date.now()): WaitingSegment[] {
  const self = createOwner();
  return readdirSync(dir)
    .map((file) => describe(dir, file, self, now))
    .filter((found) => found !== undefined)
    .sort((a, b) => b.ageMs - a.ageMs);
}

/** Deletes segments; answers how many events went with them. Those of living processes must not be among them. */
export function deleteSegments(segments: readonly WaitingSegment[]): number {
  for (const { path } of segments) unlinkSync(path);
  return segments.reduce((sum, { events }) => sum + events, 0);
}

function describe(dir: string, file: string, self: Owner, now: number): WaitingSegment | undefined {
  const name = parseSegmentName(file);
  if (name === undefined) return undefined;
  const path = join(dir, file);
  const content = readFileSync(path);
  const header = parseHeader(content);
  if (header?.destination.id !== name.destinationId) return undefined;
  const lines = content.subarray(header.cursor);
  return {
    path,
    destination: header.destination,
    events: countLines(lines),
    bytes: lines.length,
    ageMs: now - header.createdAt,
    pid: name.owner.pid,
    owner: livenessOf(name.owner, self),
  };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
