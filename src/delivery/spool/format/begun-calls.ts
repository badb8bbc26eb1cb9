/**
 * The calls that a process has begun: a file of slots beside its segments, with the record of one open call in each. When a
 * call ends its slot is free, but is not marked at once: the line of its event, in the segment that is being written, says
 * the same, and the next call overwrites the slot. So a call costs one write in addition to its line, and not two (#10).
 *
 *     <header of a segment, with the size of a slot><slot 0><slot 1>…
 */
import { readSync, writeSync } from 'node:fs';
import { MAX_RECORD_BYTES, type OpenCall, parseRecord } from '../../../call-record.js';

/** More calls than these are not open at a time, or they are not reported if the process dies. */
export const MAX_SLOTS = 512;
export const SLOT_BYTES = MAX_RECORD_BYTES;
const FIRST_SLOT = 4096;

export const slotPosition = (slot: number): number => FIRST_SLOT + slot * SLOT_BYTES;

/** In place of the record's opening brace. */
const ENDED = Buffer.from('-');
const OPEN_BRACE = 0x7b;
const LINE_BREAK = 0x0a;

/** `fd` must not be open for appending. */
export function markEnded(fd: number, slot: number): void {
  writeSync(fd, ENDED, 0, 1, slotPosition(slot));
}

export interface FilledSlot {
  readonly slot: number;
  readonly call: OpenCall;
}

/** The calls that are not marked as ended. */
export function readOpenCalls(fd: number): readonly FilledSlot[] {
  const found: FilledSlot[] = [];
  const bytes = Buffer.alloc(SLOT_BYTES);
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    const length = readSync(fd, bytes, 0, SLOT_BYTES, slotPosition(slot));
    if (length === 0) break;
    const end = bytes.subarray(0, length).indexOf(LINE_BREAK);
    // A process that is killed while it writes a record has not begun the call.
    const call = bytes[0] === OPEN_BRACE && end > 0 ? parseRecord(bytes.toString('utf8', 0, end)) : undefined;
    if (call !== undefined) found.push({ slot, call });
  }
  return found;
}
