/** Deletes a temporary folder in which processes may still be writing: what cannot be deleted stays. */
import { rmSync } from 'node:fs';

export function removeFolder(path: string | undefined): void {
  if (path === undefined) return;
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    // Nothing depends on it.
  }
}
