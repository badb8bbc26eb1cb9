/** The baselines of tool lists: one file a server, canonical and sorted, to be committed. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Baselines, definitionsIn, toolLists } from '../../analysis/check/check-drift.js';
import type { Seen } from '../../analysis/check/seen.js';
import { type ToolDefinition, toolsIn } from '../../analysis/drift/compare-tools.js';
import { canonicalJson, isJsonObject } from '../../analysis/json.js';
import { errnoOf } from '../../errno.js';
import { shortHash } from '../../short-hash.js';
import { UsageError } from '../usage-error.js';

/** `new`: write those that are missing. `all`: write every one, and delete those of servers that were not seen. */
export type UpdateMode = 'new' | 'all';

const SUFFIX = '.tools.json';

export interface BaselineFile {
  readonly path: string;
  readonly server: string;
  readonly tools: readonly ToolDefinition[];
}

/** By server. Throws a `UsageError` for a file that is no baseline. */
export function readBaselines(folder: string): ReadonlyMap<string, BaselineFile> {
  const files = new Map<string, BaselineFile>();
  for (const name of namesIn(folder)) {
    const file = readBaseline(join(folder, name));
    const other = files.get(file.server);
    if (other !== undefined)
      throw new UsageError(`${other.path} and ${file.path} are both for ${file.server}: delete one`);
    files.set(file.server, file);
  }
  return files;
}

export const toolsByServer = (files: ReadonlyMap<string, BaselineFile>): Baselines =>
  new Map([...files].map(([server, { tools }]) => [server, tools]));

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new UsageError(`baselines: ${folder} cannot be read: ${errnoOf(error) ?? String(error)}`);
  }
}

function readBaseline(path: string): BaselineFile {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isJsonObject(value) && typeof value['server'] === 'string' && Array.isArray(value['tools'])) {
      return { path, server: value['server'], tools: toolsIn(value) };
    }
    throw new Error('expected {"server", "tools"}');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${path} is no baseline (${why}): restore it, or delete it and write it again with mcpwatch check --update=new`,
    );
  }
}

/** A server chooses its own name, which must not lead out of the folder. */
export function baselinePath(folder: string, server: string): string {
  const plain = server
    .replace(/[^\w@.-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80);
  return join(folder, `${plain === server ? plain : `${plain || 'server'}-${shortHash(server, 8)}`}${SUFFIX}`);
}

export interface Written {
  readonly path: string;
  readonly what: 'written' | 'deleted';
}

/** What `mode` asks for. A file that would stay the same is not touched. */
export function updateBaselines(
  folder: string,
  seen: Seen,
  before: ReadonlyMap<string, BaselineFile>,
  mode: UpdateMode,
): readonly Written[] {
  const lists = toolLists(seen);
  const written = lists.flatMap((list): Written[] => {
    const known = before.get(list.server);
    if (known !== undefined && mode === 'new') return [];
    const path = known?.path ?? baselinePath(folder, list.server);
    const text = baselineText(list.server, definitionsIn(list));
    if (known !== undefined && readFileSync(path, 'utf8') === text) return [];
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return [{ path, what: 'written' }];
  });
  if (mode === 'new') return written;
  const obsolete = [...before.values()].filter(({ server }) => !lists.some((list) => list.server === server));
  for (const { path } of obsolete) rmSync(path);
  return [...written, ...obsolete.map(({ path }): Written => ({ path, what: 'deleted' }))];
}

function baselineText(server: string, tools: readonly ToolDefinition[]): string {
  const sorted = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${canonicalJson({ server, tools: sorted }, 2)}\n`;
}
