/** The folder in which the processes of a run leave their notes. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WATCHING_NOTE } from '../run/run-notes.js';
import { removeFolder } from './remove-folder.js';

/** What is known at the end of a run. */
export interface RunSummary {
  readonly isWatched: boolean;
  /** Processes that loaded the preload. */
  readonly processes: number;
  /** Each reason once. */
  readonly reasons: readonly string[];
}

/** The folder's path; `undefined` when there is no place for one. */
export function createNotesFolder(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), 'mcpwatch-run-'));
  } catch {
    return undefined;
  }
}

/** Reads all notes and deletes the folder. */
export function takeNotes(folder: string): RunSummary | undefined {
  try {
    const names = readdirSync(folder);
    const reasons = names.filter((name) => /^\d+$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8'));
    return {
      isWatched: names.includes(WATCHING_NOTE),
      processes: reasons.length,
      reasons: [...new Set(reasons.filter((reason) => reason !== ''))],
    };
  } catch {
    return undefined;
  } finally {
    removeFolder(folder);
  }
}
