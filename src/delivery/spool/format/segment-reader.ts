import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { BatchLimit } from '../read/backlog.js';
import { MAX_HEADER_BYTES, parseHeader, type SegmentHeader, writeCursor } from './segment-header.js';

/** Lines as found, up to a limit. */
export interface Portion {
  readonly lines: readonly Buffer[];
  /** Lines that cannot be events (binary rubbish after a power cut), to be dropped with the portion. */
  readonly corrupt: number;
  /** Where the cursor stands once the portion is done with. */
  readonly end: number;
}

export interface SegmentReader {
  readonly header: SegmentHeader;
  /** Starts at the cursor; the same lines again until `advance`. A line without its end is left out. */
  read(limit: BatchLimit): Portion;
  /** Writes the cursor to the file. */
  advance(end: number): void;
  /** Bytes behind the cursor that are no whole line. Call it when `read` found none. */
  readonly tornBytes: number;
  close(): void;
}

export type OpenedSegment =
  | { readonly status: 'open'; readonly reader: SegmentReader }
  | { readonly status: 'gone' }
  /** Not a segment of ours, or not readable: to be left alone. */
  | { readonly status: 'foreign'; readonly why: string };

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const FLAGS = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens the segment at `path`; never throws. */
export function openSegment(path: string): OpenedSegment {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return code === 'ENOENT' ? { status: 'gone' } : { status: 'foreign', why: code };
  }
  const header = readHeader(fd);
  if (typeof header !== 'string') return { status: 'open', reader: createReader(fd, header) };
  closeSync(fd);
  return { status: 'foreign', why: header };
}

function readHeader(fd: number): SegmentHeader | string {
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) return 'not a file';
    if (process.getuid !== undefined && found.uid !== process.getuid()) return 'belongs to another user';
    const start = Buffer.alloc(MAX_HEADER_BYTES);
    const header = parseHeader(start.subarray(0, readSync(fd, start, 0, start.length, 0)));
    if (header === undefined) return 'no header';
    return header.cursor <= found.size ? header : 'cursor behind the end';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function createReader(fd: number, header: SegmentHeader): SegmentReader {
  let cursor = header.cursor;
  /** The file's bytes from the cursor on, as far as they were read. */
  let ahead: Buffer = Buffer.alloc(0);

  function readMore(): boolean {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, cursor + ahead.length);
    if (count > 0) ahead = Buffer.concat([ahead, chunk.subarray(0, count)]);
    return count > 0;
  }

  return {
    header,
    read(limit) {
      const lines: Buffer[] = [];
      let corrupt = 0;
      let from = 0;
      let bytes = 0;
      while (lines.length < limit.events) {
        const end = ahead.indexOf(NEWLINE, from);
        if (end < 0) {
          if (readMore()) continue;
          break;
        }
        const line = ahead.subarray(from, end);
        if (lines.length > 0 && bytes + line.length > limit.bytes) break;
        if (isObject(line)) lines.push(line);
        else corrupt += 1;
        bytes += line.length;
        from = end + 1;
      }
      return { lines, corrupt, end: cursor + from };
    },
    advance(end) {
      writeCursor(fd, end);
      ahead = ahead.subarray(end - cursor);
      cursor = end;
    },
    get tornBytes() {
      return ahead.length;
    },
    close: () => closeSync(fd),
  };
}

/** As much as can be said without parsing. */
function isObject(line: Buffer): boolean {
  return line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE && !line.includes(0);
}
