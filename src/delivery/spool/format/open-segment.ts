/** Opens a file that is named like a segment, and refuses everything that is not one: links, FIFOs, folders, devices. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../../../errno.js';
import { MAX_HEADER_BYTES, parseHeader, type SegmentHeader } from './segment-header.js';
import { SegmentReader } from './segment-reader.js';

/** A file of ours, from its header on; `fd` is open for reading and writing. */
export interface OpenFile {
  readonly fd: number;
  readonly header: SegmentHeader;
}

export type OpenedSegment = { readonly status: 'open'; readonly reader: SegmentReader } | Unopened;

type Unopened =
  | { readonly status: 'gone' }
  /** Not a segment of ours, or not readable: leave it alone. */
  | { readonly status: 'foreign'; readonly why: string };

const FLAGS = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Never throws and never blocks. `memory`: see `SegmentReader`. */
export function openSegment(path: string, memory?: Buffer): OpenedSegment {
  const opened = openFile(path);
  if (opened.status !== 'open') return opened;
  return { status: 'open', reader: new SegmentReader(opened.fd, opened.header, memory) };
}

/** The same for a segment with slots or without. */
export function openFile(path: string): (OpenFile & { readonly status: 'open' }) | Unopened {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    const code = errnoOf(error) ?? String(error);
    return code === 'ENOENT' ? { status: 'gone' } : { status: 'foreign', why: WHY[code] ?? code };
  }
  const header = readHeader(fd);
  if (typeof header !== 'string') return { status: 'open', fd, header };
  closeSync(fd);
  return { status: 'foreign', why: header };
}

const WHY: Readonly<Record<string, string>> = {
  ELOOP: 'it is a symbolic link',
  EISDIR: 'it is not a file',
  EACCES: 'reading it is not permitted',
};

function readHeader(fd: number): SegmentHeader | string {
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) return 'it is not a file';
    if (process.getuid !== undefined && found.uid !== process.getuid()) return 'it belongs to another user';
    const start = Buffer.alloc(MAX_HEADER_BYTES);
    const header = parseHeader(start.subarray(0, readSync(fd, start, 0, start.length, 0)));
    if (header === undefined) return 'it has no header of mcpwatch';
    return header.cursor <= found.size ? header : 'its header does not fit its size';
  } catch (error) {
    return errnoOf(error) ?? String(error);
  }
}
