/** One segment that is being written. */
import { closeSync, constants, ftruncateSync, statSync, unlinkSync, writeSync } from 'node:fs';
import type { Recipient } from '../format/recipient.js';
import { formatHeader } from '../format/segment-header.js';
import { openBehindStreams } from './open-file.js';

export interface SegmentFileOptions {
  readonly path: string;
  readonly sequence: number;
  readonly recipient: Recipient;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

// Append, create, never follow a link: a planted file is an error, not a target.
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

export class SegmentFile {
  readonly sequence: number;
  readonly createdAt: number;
  readonly #path: string;
  readonly #fd: number;
  readonly #inode: number;
  #bytes: number;
  #events = 0;

  /** Creates the file with its header. Throws when the disk does not allow it; nothing is left behind then. */
  constructor({ path, sequence, recipient, createdAt }: SegmentFileOptions) {
    this.sequence = sequence;
    this.createdAt = createdAt;
    this.#path = path;
    this.#fd = openBehindStreams(path, OPEN_FLAGS, 0o600);
    try {
      this.#bytes = writeWhole(this.#fd, Buffer.from(formatHeader(recipient, createdAt)));
      this.#inode = statSync(path).ino;
    } catch (error) {
      this.close();
      this.delete();
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get events(): number {
    return this.#events;
  }

  /** Throws when the line could not be written whole; then the file is as it was. */
  append(line: Uint8Array): void {
    try {
      this.#bytes += writeWhole(this.#fd, line);
      this.#events += 1;
    } catch (error) {
      truncateQuietly(this.#fd, this.#bytes);
      throw error;
    }
  }

  /** Whether the file still has its name: nobody has adopted or deleted it. */
  isInPlace(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  close(): void {
    closeSync(this.#fd);
  }

  delete(): void {
    unlinkQuietly(this.#path);
  }
}

function writeWhole(fd: number, bytes: Uint8Array): number {
  const written = writeSync(fd, bytes, 0, bytes.length);
  if (written < bytes.length) throw Object.assign(new Error('no space left on the disk'), { code: 'ENOSPC' });
  return written;
}

export function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Already gone, or the disk has failed: the reader will report it.
  }
}

/** Half a line would spoil the line after it. */
function truncateQuietly(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // The segment is closed next, and readers expect a torn last line.
  }
}
