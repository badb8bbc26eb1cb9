/** The segments in a spool folder, whoever owns them. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSegmentName, type SegmentName } from '../format/segment-name.js';

export interface FoundSegment {
  readonly file: string;
  readonly name: SegmentName;
  /** The lease: see lease.ts. */
  readonly modifiedAt: number;
}

export interface ListedSegment extends FoundSegment {
  /** In bytes. */
  readonly size: number;
}

/** Oldest first. `names`: what is in `dir`. Throws when there is no such folder. */
export function findSegments(dir: string, names: readonly string[] = readdirSync(dir)): ListedSegment[] {
  const found: ListedSegment[] = [];
  for (const file of names) {
    const name = parseSegmentName(file);
    if (name === undefined) continue;
    const stat = lstatSync(join(dir, file), { throwIfNoEntry: false });
    if (stat !== undefined) found.push({ file, name, modifiedAt: stat.mtimeMs, size: stat.size });
  }
  return found.sort((a, b) => a.modifiedAt - b.modifiedAt || a.name.sequence - b.name.sequence);
}
