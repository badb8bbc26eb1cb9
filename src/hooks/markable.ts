/** Whether the source door will find the SDK's class in a module: then the door by name, which costs more, stays shut. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markClasses } from './marker.js';

/** A file that cannot be read here (in an archive, say) counts as not markable. */
export function isMarkable(url: string): boolean {
  try {
    return markClasses(readFileSync(fileURLToPath(url), 'utf8'), url, 'esm') !== undefined;
  } catch {
    return false;
  }
}
