/**
 * One adopter at a time for a recipient whose files belong together: a state of metrics counts some of the events, and
 * two adopters that shared them would each send counts that are too low (#12).
 *
 * The lock is a folder with one file, which is named after the holder. It is taken by renaming a folder to it, which fails
 * while there is a file in it; from a holder that has died it is taken over by renaming the file, which one can do.
 */
import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../errno.js';
import { startTimer } from '../../../real-time.js';
import type { Owner } from '../format/owner.js';
import { formatSegmentName, parseSegmentName } from '../format/segment-name.js';
import { unlinkQuietly } from '../write/segment-file.js';
import type { FoundSegment } from './found-segments.js';

export interface AdoptionLockOptions {
  readonly dir: string;
  readonly recipientId: string;
  readonly owner: Owner;
  readonly isAbandoned: (found: FoundSegment) => Promise<boolean>;
}

/** Adoption takes milliseconds; whoever holds the lock takes what there is for others to take. */
const ATTEMPTS = 20;
const AGAIN_MS = 50;
const HELD = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']);

export class AdoptionLock {
  readonly #options: AdoptionLockOptions;
  readonly #folder: string;
  readonly #name: string;

  constructor(options: AdoptionLockOptions) {
    const { dir, recipientId, owner } = options;
    this.#options = options;
    this.#folder = join(dir, `${recipientId}.adopting`);
    this.#name = formatSegmentName({ recipientId, owner, kind: 'own', sequence: 0 });
  }

  /** `false`: another adopter has had it all the time. Throws when the disk does not allow it. */
  async take(): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.#seize() || (await this.#inherit())) return true;
      await new Promise<void>((resolve) => startTimer(resolve, AGAIN_MS));
    }
    return false;
  }

  release(): void {
    unlinkQuietly(join(this.#folder, this.#name));
    try {
      rmdirSync(this.#folder);
    } catch {
      // The next holder has it already.
    }
  }

  #seize(): boolean {
    const draft = `${this.#folder}.${this.#options.owner.nonce}`;
    mkdirSync(draft, { mode: 0o700 });
    try {
      writeFileSync(join(draft, this.#name), '', { mode: 0o600 });
      renameSync(draft, this.#folder);
      return true;
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (HELD.has(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }

  async #inherit(): Promise<boolean> {
    const { isAbandoned } = this.#options;
    try {
      const files = readdirSync(this.#folder);
      // A holder died while it released it. Not every system replaces an empty folder.
      if (files.length === 0) rmdirSync(this.#folder);
      for (const file of files) {
        const name = parseSegmentName(file);
        const path = join(this.#folder, file);
        if (name === undefined) continue;
        if (!(await isAbandoned({ file, name, modifiedAt: lstatSync(path).mtimeMs }))) continue;
        renameSync(path, join(this.#folder, this.#name));
        return true;
      }
      return false;
    } catch (error) {
      // It has been released, or another adopter was faster.
      if (['ENOENT', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }
}
