/**
 * Whether the worker thread has anything to do. What is meant for `mcpwatch dev` waits on disk until somebody opens it;
 * until then a thread would only cost memory, the processor's time at the start, and a wait at the exit (#14).
 */
import { existsSync, readdirSync } from 'node:fs';
import { wallMs } from '../../real-time.js';
import { findSegments } from '../spool/adopt/found-segments.js';
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

/** Where `mcpwatch dev` listens, and takes what waits. */
interface Place {
  readonly dir: string;
  readonly socket: string;
}

export class Standby {
  readonly #options: StandbyOptions;
  /** `undefined`: whoever receives the events may always be there. */
  readonly #place: Place | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StandbyOptions) {
    this.#options = options;
    this.#place = placeOf(options.target);
  }

  /** All that waits is on disk, and `mcpwatch dev` takes it from there within two seconds of the process's end. */
  get isSafe(): boolean {
    return this.#safePlace !== undefined;
  }

  /** The same, and nobody is there to send to. */
  get isUnheard(): boolean {
    return this.#unheardPlace !== undefined;
  }

  /** The same, and nothing is to be tidied up in the folder, which is looked at from time to time. */
  get isIdle(): boolean {
    const place = this.#unheardPlace;
    return place !== undefined && !this.#isTidyingDue(place);
  }

  get #safePlace(): Place | undefined {
    const { isOnDisk, inMemory } = this.#options.store;
    return isOnDisk && inMemory === 0 ? this.#place : undefined;
  }

  get #unheardPlace(): Place | undefined {
    const place = this.#safePlace;
    return place === undefined || existsSync(place.socket) ? undefined : place;
  }

  #isTidyingDue({ dir }: Place): boolean {
    const { limits, now = wallMs } = this.#options;
    const at = now();
    if (Math.abs(at - this.#lookedAt) < LOOK_AT_FOLDER_MS) return false;
    this.#lookedAt = at;
    return isOverLimits(dir, limits, at);
  }
}

function placeOf(target: Target): Place | undefined {
  if (target.kind !== 'local' || target.dir === undefined) return undefined;
  const socket = localSocketPath(target.dir);
  return socket === undefined ? undefined : { dir: target.dir, socket };
}

function isOverLimits(dir: string, limits: SpoolLimits, at: number): boolean {
  try {
    const names = readdirSync(dir).filter((file) => parseSegmentName(file) !== undefined);
    if (names.length > MOST_SEGMENTS) return true;
    const found = findSegments(dir, names);
    const bytes = found.reduce((sum, { size }) => sum + size, 0);
    return bytes > limits.bytes || found.some(({ modifiedAt }) => at - modifiedAt > limits.ageMs);
  } catch {
    // The thread finds out what is wrong with the folder.
    return true;
  }
}
