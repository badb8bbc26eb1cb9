/** The names in the spool folder that belong to one owner. */
import { readdirSync } from 'node:fs';
import type { Owner } from '../format/owner.js';
import { parseSegmentName, type SegmentName } from '../format/segment-name.js';

export interface NamedSegment {
  readonly file: string;
  readonly name: SegmentName;
}

/** Segments that `owner` wrote or adopted; none when the folder cannot be read. */
export function segmentsOf(dir: string, owner: Owner): NamedSegment[] {
  return listQuietly(dir).flatMap((file) => {
    const name = parseSegmentName(file);
    return name?.owner.nonce === owner.nonce ? [{ file, name }] : [];
  });
}

function listQuietly(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
