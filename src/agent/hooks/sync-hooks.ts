/**
 * Both doors for `import` on the thread itself, by `module.registerHooks`.
 *
 * Only where import-in-the-middle's `supportsSyncHooks()` holds: on earlier minors even a hook that does nothing
 * breaks `require(esm)` in the host (nodejs/node#59929).
 */
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import Module from 'node:module';
import type { ImportDoor } from './import-hook.js';
import { markLoaded } from './loaded-source.js';
import { isBehindWrapper, needsWrapper } from './wrapped-module.js';

interface Hooks {
  load(url: string, context: LoadHookContext, next: (url: string, context?: object) => LoadFnOutput): LoadFnOutput;
}

/** In Node's types since 22.15; ours are those of the oldest line. */
const { registerHooks } = Module as unknown as { registerHooks(hooks: Hooks): unknown };

/** `openDoor` is called once, when the first module of the SDK is loaded in which the source door finds nothing. */
export function openSyncHooks(openDoor: () => ImportDoor): void {
  let door: ImportDoor | undefined;
  registerHooks({
    load(url, context, next) {
      if (door !== undefined && isBehindWrapper(url)) return door.loadSync(url, context, next);
      const loaded = next(url, context);
      const marked = markLoaded(url, loaded);
      if (marked !== loaded || !needsWrapper(url, loaded)) return marked;
      try {
        door ??= openDoor();
        return door.wrapSync(url, context, next);
      } catch {
        // Our own files may be gone since the start; the host's module is there.
        return loaded;
      }
    },
  });
}
