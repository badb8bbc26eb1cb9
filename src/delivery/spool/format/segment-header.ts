/**
 * The first line of a segment. Its cursor has a fixed place and width: the reader overwrites it in place as batches are
 * delivered, so that whoever adopts the file knows where to go on.
 */
import { writeSync } from 'node:fs';
import { type Recipient, recipientFrom } from './recipient.js';

export interface SegmentHeader {
  readonly recipient: Recipient;
  /** Offset of the first byte that is not delivered. */
  readonly cursor: number;
  /** When the segment was begun, in milliseconds since 1970: the file's own time stamps are renewed as leases. */
  readonly createdAt: number;
  /** Whether slots follow instead of lines: see begun-calls.ts. */
  readonly hasSlots: boolean;
}

const PREFIX = '{"mcpwatch":1,"cursor":"';
const CURSOR_DIGITS = 12;
const FILLER = '0'.repeat(CURSOR_DIGITS);
/** A longer endpoint would not fit; URLs in use are far shorter. */
export const MAX_HEADER_BYTES = 4096;

/** `slotBytes`: the size of the slots that follow; without it, lines follow. */
export function formatHeader({ kind, endpoint, keyHash }: Recipient, createdAt: number, slotBytes?: number): string {
  const otlp = kind === 'otlp' ? ',"kind":"otlp"' : '';
  const slots = slotBytes === undefined ? '' : `,"slots":${slotBytes}`;
  const rest = `","created":${Math.trunc(createdAt)}${otlp}${slots},"endpoint":${JSON.stringify(endpoint)},"key":"${keyHash}"}\n`;
  const length = Buffer.byteLength(PREFIX + FILLER + rest);
  return PREFIX + formatCursor(length) + rest;
}

/** `undefined` when `start` (the file's first bytes) is not a header of ours. */
export function parseHeader(start: Buffer): SegmentHeader | undefined {
  const end = start.indexOf(0x0a);
  if (end < 0) return undefined;
  const { mcpwatch, cursor, created, kind, slots, endpoint, key } = parseObject(start.toString('utf8', 0, end));
  if (mcpwatch !== 1 || typeof endpoint !== 'string' || typeof key !== 'string') return undefined;
  if (typeof created !== 'number' || (kind !== undefined && kind !== 'otlp')) return undefined;
  if (typeof cursor !== 'string' || !/^\d{12}$/.test(cursor) || Number(cursor) <= end) return undefined;
  const recipient = recipientFrom(endpoint, key, kind === 'otlp');
  return { recipient, cursor: Number(cursor), createdAt: created, hasSlots: slots !== undefined };
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
