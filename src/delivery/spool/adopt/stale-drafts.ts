/** Deletes what adopters that died while they took the lock have left: see adoption-lock.ts. */
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { wallMs } from '../../../real-time.js';

/** `<recipient>.adopting.<nonce>` */
const DRAFT = /^[0-9a-f]{16}\.adopting\.[0-9a-f]{8}$/;
/** A draft lives for less than a millisecond. */
const STALE_AFTER_MS = 60_000;

/** `names`: what is in `dir`. Never throws. */
export function deleteStaleDrafts(dir: string, names: readonly string[]): void {
  try {
    for (const file of names) {
      if (!DRAFT.test(file)) continue;
      const path = join(dir, file);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      const isStale = stat?.isDirectory() === true && wallMs() - stat.mtimeMs > STALE_AFTER_MS;
      if (isStale) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Another process was faster, or the folder is gone.
  }
}
