/**
 * Lines to be delivered only if their owner dies: one file for each, in the format of a segment. Whoever adopts the owner's
 * segments completes and delivers them (adopt/execute-will.ts).
 */
import { join } from 'node:path';
import type { Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { formatSegmentName } from '../format/segment-name.js';
import { SegmentFile } from './segment-file.js';

export interface WillsOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly recipient: Recipient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** More sessions than this at a time are not worth as many files. */
const MAX_WILLS = 200;

export class Wills {
  readonly #options: WillsOptions;
  readonly #files = new Map<string, SegmentFile>();
  #sequence = 0;

  constructor(options: WillsOptions) {
    this.#options = options;
  }

  /** Throws when the disk does not allow it. */
  leave(key: string, line: Uint8Array): void {
    if (this.#files.has(key) || this.#files.size >= MAX_WILLS) return;
    const { dir, owner, recipient, now } = this.#options;
    this.#sequence += 1;
    const name = formatSegmentName({ recipientId: recipient.id, owner, kind: 'will', sequence: this.#sequence });
    const file = new SegmentFile({ path: join(dir, name), sequence: this.#sequence, recipient, createdAt: now() });
    this.#files.set(key, file);
    file.append(line);
    file.close();
  }

  withdraw(key: string): void {
    this.#files.get(key)?.delete();
    this.#files.delete(key);
  }

  withdrawAll(): void {
    for (const key of [...this.#files.keys()]) this.withdraw(key);
  }
}
