/**
 * Lines that replace each other: what a destination must not forget when this process dies. One file for each owner, in
 * the format of a segment; whoever adopts the owner's segments takes it first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../format/owner.js';
import type { Recipient } from '../format/recipient.js';
import { formatHeader } from '../format/segment-header.js';
import { formatSegmentName } from '../format/segment-name.js';
import { replaceFile } from './replace-file.js';
import { unlinkQuietly } from './segment-file.js';

export interface StateFileOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly recipient: Recipient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export class StateFile {
  readonly #options: StateFileOptions;
  readonly #path: string;

  constructor(options: StateFileOptions) {
    const { dir, owner, recipient } = options;
    this.#options = options;
    this.#path = join(dir, formatSegmentName({ recipientId: recipient.id, owner, kind: 'state', sequence: 0 }));
  }

  /** None where there is no file. */
  read(): readonly string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n').slice(1, -1);
    } catch {
      return [];
    }
  }

  /** All of them or, where the process dies meanwhile, those before. Throws when the disk does not allow it. */
  write(lines: readonly string[]): void {
    const { recipient, now } = this.#options;
    replaceFile(this.#path, `${formatHeader(recipient, now())}${lines.join('\n')}\n`, 'w');
  }

  delete(): void {
    unlinkQuietly(this.#path);
  }
}
