/** Deletes the sockets of owners that are dead and have left no segments. */
import { lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseOwnerSocketName } from '../format/owner-socket-path.js';
import { parseSegmentName } from '../format/segment-name.js';
import { probeSocket } from './owner-probe.js';

/** `names`: what is in `dir`. Never rejects. */
export async function deleteStaleSockets(dir: string, names: readonly string[]): Promise<void> {
  try {
    const inUse = new Set(names.map((name) => parseSegmentName(name)?.owner.nonce));
    for (const name of names) {
      const nonce = parseOwnerSocketName(name);
      if (nonce === undefined || inUse.has(nonce)) continue;
      const path = join(dir, name);
      const isSocket = lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
      if (isSocket && (await probeSocket(path)) === 'dead') unlinkSync(path);
    }
  } catch {
    // Another process was faster, or the folder is gone.
  }
}
