/** Which baselines a check compares with, writes, or misses. */
import { relative } from 'node:path';
import { type Baselines, definitionsIn, toolLists } from '../../analysis/check/check-drift.js';
import type { Seen } from '../../analysis/check/seen.js';
import { type BaselineFile, baselinePath, toolsByServer, type UpdateMode, updateBaselines } from './baselines.js';

export interface BaselineOptions {
  readonly folder: string;
  readonly root: string;
  readonly update: UpdateMode | undefined;
  /** Somebody has asked for drift to be checked. */
  readonly isAsked: boolean;
  readonly isCi: boolean;
  readonly seen: Seen;
  /** Not all was seen: nothing may be written then. */
  readonly isIncomplete: boolean;
  readonly repeat: (flags: string) => string;
}

export interface ComparedBaselines {
  readonly baselines: Baselines;
  readonly unverified: readonly string[];
  readonly notes: readonly string[];
}

export function compareBaselines(
  files: ReadonlyMap<string, BaselineFile>,
  options: BaselineOptions,
): ComparedBaselines {
  const { update, isAsked, isCi, seen } = options;
  const bare = toolLists(seen).filter(({ isDefined }) => !isDefined);
  const isIncomplete = options.isIncomplete || bare.length > 0;
  const known = toolsByServer(files);
  const baselines = new Map([...known].filter(([server]) => !bare.some((list) => list.server === server)));
  const isCompared = isAsked || update !== undefined;
  const unknown = bare
    .filter(({ server }) => isCompared || known.has(server))
    .map(({ server }) => withoutDefinitions(server));
  if (update !== undefined && isIncomplete) {
    return {
      baselines,
      unverified: [...unknown, 'the baselines were not written: not everything was seen'],
      notes: [],
    };
  }
  // Nor may all of them be deleted, because a client has not asked.
  if (update !== undefined && toolLists(seen).length === 0)
    return { baselines, unverified: [NOTHING_LISTED], notes: [] };
  // As snapshots are: new ones are written locally, and never in CI.
  const mode = update ?? (isAsked && !isCi && !isIncomplete ? 'new' : undefined);
  const written = mode === undefined ? [] : write(files, options, mode);
  // What has just been written is what was seen.
  const now = new Map(toolLists(seen).map((list) => [list.server, definitionsIn(list)]));
  if (update === 'all') return { baselines: now, unverified: [], notes: written };
  const absent = mode === undefined && isAsked ? missing(files, options) : [];
  return {
    baselines: mode === undefined ? baselines : new Map([...now, ...baselines]),
    unverified: [...unknown, ...absent, ...obsolete(files, options)],
    notes: written,
  };
}

const NOTHING_LISTED =
  'the baselines were not written: no server has listed its tools; let the test ask for the list, as every client does';

const withoutDefinitions = (server: string) =>
  `the tools of ${server} were recorded without their definitions, and cannot be compared: its payloads are switched off`;

function write(
  files: ReadonlyMap<string, BaselineFile>,
  { folder, root, seen }: BaselineOptions,
  mode: UpdateMode,
): readonly string[] {
  return updateBaselines(folder, seen, files, mode).map(
    ({ path, what }) => `baseline ${what}: ${relative(root, path)}`,
  );
}

function missing(files: ReadonlyMap<string, BaselineFile>, options: BaselineOptions): readonly string[] {
  const { folder, root, seen, repeat } = options;
  const lists = toolLists(seen);
  if (lists.length === 0) return ['drift cannot be checked: no server has listed its tools'];
  return lists
    .filter(({ server, isDefined }) => isDefined && !files.has(server))
    .map(({ server }) => {
      const path = relative(root, baselinePath(folder, server));
      return `there is no baseline for ${server}: run ${repeat('--update=new')} and commit ${path}`;
    });
}

/** A baseline whose server has listed nothing: what it protects was not checked. */
function obsolete(files: ReadonlyMap<string, BaselineFile>, options: BaselineOptions): readonly string[] {
  const { root, seen, isCi, repeat } = options;
  const listed = new Set(toolLists(seen).map(({ server }) => server));
  return [...files.values()].flatMap(({ server, path }) => {
    if (listed.has(server)) return [];
    const wasSeen = seen.servers.some(({ name }) => name === server);
    // Locally somebody may run a part of the tests.
    if (!wasSeen && !isCi) return [];
    const what = wasSeen ? 'has not listed its tools' : 'was not seen';
    return [
      `the baseline ${relative(root, path)} cannot be compared: ${server} ${what}; if it is obsolete, run ${repeat('--update=all')}`,
    ];
  });
}
