/**
 * Both doors for `import` where Node has no safe synchronous hooks (20, 22 before 22.22.3, 24 before 24.11.1):
 * built into dist/loader-thread.js, run by Node on its loader thread. No state is shared with the main thread.
 */
import { createRequire, type LoadHook } from 'node:module';
import type { ImportDoor } from './import-hook.js';
import { markLoaded } from './loaded-source.js';
import { isBehindWrapper, needsWrapper } from './wrapped-module.js';

let door: ImportDoor | undefined;

/** The door's code costs milliseconds: it is loaded for the first module in which the source door finds nothing. */
function openDoor(): ImportDoor {
  const { createImportDoor } = createRequire(import.meta.url)('./import-hook.cjs') as {
    createImportDoor: (base: string) => ImportDoor;
  };
  return createImportDoor(new URL('./import-in-the-middle/hook.mjs', import.meta.url).href);
}

export const load: LoadHook = async (url, context, next) => {
  if (door !== undefined && isBehindWrapper(url)) return door.load(url, context, next);
  const loaded = await next(url, context);
  const marked = markLoaded(url, loaded);
  if (marked !== loaded || !needsWrapper(url, loaded)) return marked;
  try {
    door ??= openDoor();
    return await door.wrap(url, context, next);
  } catch {
    // Our own files may be gone since the start; the host's module is there.
    return loaded;
  }
};
