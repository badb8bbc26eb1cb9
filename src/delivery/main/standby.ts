/**
 * Whether the worker thread has anything to do. What is meant for `mcpwatch dev` waits on disk until somebody opens it;
 * until then a thread would only cost memory, the processor's time at the start, and a wait at the exit (#14).
 */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wallMs } from '../../real-time.js';
import { localSocketPath } from '../spool/format/local-socket.js';
import { parseSegmentName } from '../spool/format/segment-name.js';
import type { SpoolLimits } from '../spool/format/spool-limits.js';
import type { Target } from '../target.js';
import type { LineStore } from './line-store.js';

export interface StandbyOptions {
  readonly target: Target;
  readonly store: Pick<LineStore, 'isOnDisk' | 'inMemory'>;
  readonly limits: SpoolLimits;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What ended processes have left counts, too; a thread tidies it up. */
const MOST_SEGMENTS = 64;
const LOOK_AT_FOLDER_MS = 60_000;

export class Standby {
  readonly #options: StandbyOptions;
  readonly #dir: string | undefined;
  /** `undefined`: whoever receives the events may always be there. */
  readonly #socket: string | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StandbyOptions) {
    const { target } = options;
    this.#options = options;
    this.#dir = target.kind === 'local' ? target.dir : undefined;
    this.#socket = this.#dir === undefined ? undefined : localSocketPath(this.#dir);
  }

  /** All that waits is on disk, and `mcpwatch dev` takes it from there within two seconds of the process's end. */
  get isSafe(): boolean {
    const { isOnDisk, inMemory } = this.#options.store;
    return this.#socket !== undefined && isOnDisk && inMemory === 0;
  }

  /** The same, and nobody is there to send to. */
  get isUnheard(): boolean {
    return this.isSafe && !existsSync(this.#socket ?? '');
  }

  /** The same, and nothing is to be tidied up in the folder, which is looked at from time to time. */
  get isIdle(): boolean {
    return this.isUnheard && !this.#isTidyingDue();
  }

  #isTidyingDue(): boolean {
    const { limits, now = wallMs } = this.#options;
    const at = now();
    if (Math.abs(at - this.#lookedAt) < LOOK_AT_FOLDER_MS) return false;
    this.#lookedAt = at;
    return isOverLimits(this.#dir ?? '', limits, at);
  }
}

function isOverLimits(dir: string, limits: SpoolLimits, at: number): boolean {
  try {
    const segments = readdirSync(dir).filter((file) => parseSegmentName(file) !== undefined);
    if (segments.length > MOST_SEGMENTS) return true;
    const found = segments.flatMap((file) => lstatSync(join(dir, file), { throwIfNoEntry: false }) ?? []);
    const bytes = found.reduce((sum, { size }) => sum + size, 0);
    return bytes > limits.bytes || found.some(({ mtimeMs }) => at - mtimeMs > limits.ageMs);
  } catch {
    // The thread finds out what is wrong with the folder.
    return true;
  }
}
