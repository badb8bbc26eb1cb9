/** Can events wait on disk? Tries it, and leaves nothing behind. */
import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../../../config/parse-config.js';
import { openFolder } from '../../../delivery/spool/format/folder.js';
import { errnoOf } from '../../../errno.js';
import { type Finding, fault, note, ok } from '../finding.js';

const TODO =
  'until then events wait in memory only, and are lost when the process is killed; choose another folder with MCPWATCH_SPOOL_DIR';

export function checkSpool({
  spool,
  spoolOff,
}: {
  readonly spool: Settings['spool'];
  readonly spoolOff: boolean;
}): readonly Finding[] {
  if (spool.kind === 'memory') {
    return [
      spoolOff
        ? note('spool', 'off (MCPWATCH_SPOOL): events that wait are lost when the process is killed')
        : fault('spool', 'there is no home folder for it', TODO),
    ];
  }
  const existed = exists(spool.dir);
  const check = openFolder(spool.dir);
  const why = check.status === 'refused' ? check.why : tryToWrite(spool.dir);
  if (check.status === 'ready' && !existed) removeEmpty(spool.dir);
  return [
    why === undefined
      ? ok('spool', `${spool.dir} can be written`)
      : fault('spool', `events cannot wait on disk: ${why}`, TODO),
  ];
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file on the way, which some versions of Node do not take for a missing entry.
    return false;
  }
}

function tryToWrite(dir: string): string | undefined {
  try {
    rmdirSync(mkdtempSync(join(dir, 'doctor-')));
    return undefined;
  } catch (error) {
    return `${dir}: ${errnoOf(error) ?? String(error)}`;
  }
}

/** And the folders above it that were created with it. */
function removeEmpty(dir: string): void {
  try {
    for (let at = dir; ; at = dirname(at)) rmdirSync(at);
  } catch {
    // The first that is not empty was there before.
  }
}
