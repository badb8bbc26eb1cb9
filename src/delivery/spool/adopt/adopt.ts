/**
 * Takes over what dead processes left. A rename to a name of this owner decides between many adopters: the
 * first one wins, the others find nothing.
 */
import { readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { nowMs } from '../../../real-time.js';
import { type Liveness, livenessOf, type Owner } from '../format/owner.js';
import type { SpoolDestination } from '../format/recipient.js';
import { formatSegmentName, parseSegmentName, type SegmentName } from '../format/segment-name.js';
import { openSegment } from '../format/segment-reader.js';
import { LEASE_MS } from './lease.js';

export interface Adopter {
  /** Takes what can be taken now, oldest first, and answers the new names. Never throws. */
  adopt(): string[];
  /** Renews the lease on every segment of this owner. */
  renew(): void;
}

export interface AdopterOptions {
  readonly dir: string;
  readonly owner: Owner;
  readonly isWanted: (destination: SpoolDestination) => boolean;
  /** Skips whole destinations by name, before any file is opened. */
  readonly destinationId?: string;
  readonly onProblem: (text: string) => void;
  readonly liveness?: (owner: Owner, self: Owner) => Liveness;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic?: () => number;
}

interface Found {
  readonly file: string;
  readonly name: SegmentName;
  readonly modifiedAt: number;
}

export function createAdopter(options: AdopterOptions): Adopter {
  const { dir, owner, isWanted, onProblem } = options;
  const { liveness = livenessOf, monotonic = nowMs } = options;
  /** Segments without proof of life or death: the stamp seen, and since when it stands still. */
  const watched = new Map<string, { modifiedAt: number; since: number }>();
  let adoptedSoFar = 0;

  function list(): Found[] {
    const found: Found[] = [];
    for (const file of readdirSync(dir)) {
      const name = parseSegmentName(file);
      if (name === undefined) continue;
      const stat = statSync(join(dir, file), { throwIfNoEntry: false });
      if (stat?.isFile()) found.push({ file, name, modifiedAt: stat.mtimeMs });
    }
    return found.sort((a, b) => a.modifiedAt - b.modifiedAt || a.name.sequence - b.name.sequence);
  }

  function isAbandoned({ file, name, modifiedAt }: Found): boolean {
    const verdict = liveness(name.owner, owner);
    if (verdict !== 'unknown') return verdict === 'dead';
    const seen = watched.get(file);
    if (seen?.modifiedAt !== modifiedAt) {
      watched.set(file, { modifiedAt, since: monotonic() });
      return false;
    }
    return monotonic() - seen.since >= LEASE_MS;
  }

  function take({ file, name }: Found): string | undefined {
    if (!isOurs(file, name)) return undefined;
    adoptedSoFar += 1;
    const taken = formatSegmentName({
      destinationId: name.destinationId,
      owner,
      kind: 'adopted',
      sequence: adoptedSoFar,
    });
    try {
      renameSync(join(dir, file), join(dir, taken));
      return taken;
    } catch (error) {
      // ENOENT: another adopter was faster.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') onProblem(`cannot adopt ${join(dir, file)} (${code})`);
      return undefined;
    }
  }

  /** The header has the say: a file whose name and header disagree is foreign, and left alone. */
  function isOurs(file: string, name: SegmentName): boolean {
    const opened = openSegment(join(dir, file));
    if (opened.status !== 'open') {
      if (opened.status === 'foreign') onProblem(`${join(dir, file)} is left alone: ${opened.why}`);
      return false;
    }
    const { destination } = opened.reader.header;
    opened.reader.close();
    return destination.id === name.destinationId && isWanted(destination);
  }

  return {
    adopt() {
      try {
        return list()
          .filter(({ name }) => name.owner.nonce !== owner.nonce)
          .filter(({ name }) => (options.destinationId ?? name.destinationId) === name.destinationId)
          .filter(isAbandoned)
          .map(take)
          .filter((taken) => taken !== undefined);
      } catch (error) {
        // Where no server has ever run there is no folder.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        onProblem(`cannot look for what earlier processes left in ${dir} (${String(error)})`);
        return [];
      }
    },
    renew() {
      const at = new Date();
      try {
        for (const { file, name } of list()) {
          if (name.owner.nonce === owner.nonce) utimesSync(join(dir, file), at, at);
        }
      } catch {
        // Deleted between listing and stamping.
      }
    },
  };
}
