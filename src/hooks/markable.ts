/** Whether the source door will find in a module what there is: then the door by name, which costs more, stays shut. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { markSdk } from './marker.js';
import { V2_PACKAGE } from './sdk-modules.js';

/** A file that cannot be read here (in an archive, say) counts as not markable. */
export function isMarkable(file: string): boolean {
  try {
    return markSdk(readFileSync(file.startsWith('file:') ? fileURLToPath(file) : file, 'utf8'), 'esm') !== undefined;
  } catch {
    return false;
  }
}

/**
 * The same for both modules of SDK v2 that an `import` in `importer` can mean (their classes are in other files);
 * `undefined` when it can mean none.
 */
export function isV2Markable(importer: string): boolean | undefined {
  try {
    const { resolve } = createRequire(importer);
    const paths = [V2_PACKAGE, `${V2_PACKAGE}/stdio`].map((name) => resolve(name).replace(/\.cjs$/, '.mjs'));
    return paths.every(isMarkable);
  } catch {
    return undefined;
  }
}
