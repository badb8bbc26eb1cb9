/**
 * The first line of a segment. Its cursor has a fixed place and width: the reader overwrites it in place as
 * batches are delivered, so that what was delivered is known to whoever adopts the file.
 */
import { writeSync } from 'node:fs';
import { destinationId, type SpoolDestination } from './recipient.js';

export interface SegmentHeader {
  readonly destination: SpoolDestination;
  /** Offset of the first byte that is not delivered. */
  readonly cursor: number;
  /** When the segment was begun, milliseconds since 1970: time stamps of files are renewed as leases. */
  readonly createdAt: number;
}

const PREFIX = '{"mcpwatch":1,"cursor":"';
const CURSOR_DIGITS = 12;
const FILLER = '0'.repeat(CURSOR_DIGITS);
/** An endpoint longer than this would not fit; URLs in use are far shorter. */
export const MAX_HEADER_BYTES = 4096;

export function formatHeader({ endpoint, keyHash }: SpoolDestination, createdAt: number): string {
  const rest = `","created":${Math.trunc(createdAt)},"endpoint":${JSON.stringify(endpoint)},"key":"${keyHash}"}\n`;
  const length = Buffer.byteLength(PREFIX + FILLER + rest);
  return PREFIX + formatCursor(length) + rest;
}

/** `undefined` when `start` (the file's first bytes) is not a header of ours. */
export function parseHeader(start: Buffer): SegmentHeader | undefined {
  const end = start.indexOf(0x0a);
  if (end < 0) return undefined;
  const parsed = parseObject(start.toString('utf8', 0, end));
  const { mcpwatch, cursor, created, endpoint, key } = parsed;
  if (mcpwatch !== 1 || typeof endpoint !== 'string' || typeof key !== 'string') return undefined;
  if (typeof created !== 'number') return undefined;
  if (typeof cursor !== 'string' || !/^\d{12}$/.test(cursor) || Number(cursor) <= end) return undefined;
  return {
    destination: { id: destinationId(endpoint, key), endpoint, keyHash: key },
    cursor: Number(cursor),
    createdAt: created,
  };
}

/** `fd` must not be open for appending: Linux would ignore the position. */
export function writeCursor(fd: number, cursor: number): void {
  writeSync(fd, formatCursor(cursor), PREFIX.length, 'latin1');
}

function formatCursor(cursor: number): string {
  return String(cursor).padStart(CURSOR_DIGITS, '0');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
