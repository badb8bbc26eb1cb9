/**
 * Whether a module imports itself through other modules of its package. A wrapper at the address of such a module
 * would break it: the wrapper's exports do not exist yet when the other modules run.
 */
import { readFileSync } from 'node:fs';

const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g;

/** Also true for a module that cannot be read. */
export function isInImportCycle(url: string): boolean {
  const seen = new Set<string>();
  const waiting = [url];
  try {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const [, specifier = ''] of readFileSync(new URL(at), 'utf8').matchAll(RELATIVE_IMPORT)) {
        const imported = new URL(specifier, at).href;
        if (imported === url) return true;
        if (!seen.has(imported)) waiting.push(imported);
        seen.add(imported);
      }
    }
    return false;
  } catch {
    return true;
  }
}
