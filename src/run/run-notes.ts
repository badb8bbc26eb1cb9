/**
 * Notes that the processes of one `mcpwatch run` leave for it, so that it can say at the end whether anything was
 * watched: a process cannot judge that for the processes that it started. A note is a file in a private folder:
 * `watching`, or a process id with the reason why nothing was watched there (empty: the process did not say).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The variable with the folder's path; processes that have it are part of a run. */
export const RUN_NOTES_VARIABLE = 'MCPWATCH_RUN_NOTES';
/** The variable with the process id of `mcpwatch run`: its child knows by it that it was meant. */
export const RUN_PID_VARIABLE = 'MCPWATCH_RUN_PID';
/** The variable with the run's id, which groups the events of everything that a run starts. */
export const RUN_ID_VARIABLE = 'MCPWATCH_RUN_ID';
/** The variable with the folder of `mcpwatch doctor`'s facts (facts.ts): processes that have it are examined, and their events go nowhere. */
export const FACTS_VARIABLE = 'MCPWATCH_DOCTOR_FACTS';
/** The name of the note that something was watched. */
export const WATCHING_NOTE = 'watching';

/** Written by any thread. */
export const noteWatching = (folder: string): void => leave(folder, WATCHING_NOTE, '');

/** Written by the main thread at its start, and again with a reason at its end. */
export const noteProcess = (folder: string, reason = ''): void => leave(folder, String(process.pid), reason);

function leave(folder: string, name: string, text: string): void {
  try {
    writeFileSync(join(folder, name), text);
  } catch {
    // The run has ended, or this process may not write: then the run cannot know about it.
  }
}
