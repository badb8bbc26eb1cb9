/** Finds mcpwatch.json: in the working directory, or in the nearest folder above it. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf } from '../../errno.js';
import { UsageError } from '../usage-error.js';
import { type ReadConfig, readConfig } from './read-config.js';

const NAME = 'mcpwatch.json';

export interface FoundConfig {
  /** `undefined`: there is none, and nothing is configured. */
  readonly path: string | undefined;
  /** The folder that paths are relative to. */
  readonly root: string;
  readonly config: ReadConfig;
}

/** `chosen`: the file that `--config` names. Throws a `UsageError`. */
export function findConfig(cwd: string, chosen: string | undefined): FoundConfig {
  const path = chosen === undefined ? lookUp(cwd) : resolve(cwd, chosen);
  if (path === undefined) return { path, root: cwd, config: readConfig('{}') };
  try {
    return { path, root: dirname(path), config: readConfig(readFileSync(path, 'utf8')) };
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw new UsageError(`${path} cannot be read: ${errnoOf(error) ?? String(error)}`);
  }
}

function lookUp(folder: string): string | undefined {
  const path = join(folder, NAME);
  if (isThere(path)) return path;
  const above = dirname(folder);
  return above === folder ? undefined : lookUp(above);
}

function isThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    // One that is there and cannot be read is reported, not skipped.
    return errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR';
  }
}
