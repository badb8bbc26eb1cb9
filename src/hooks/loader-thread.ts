/**
 * Both doors for `import` where Node has no safe synchronous hooks (20, 22 before 22.22.3, 24 before 24.11.1):
 * built into dist/loader-thread.js, run by Node on its loader thread. No state is shared with the main thread.
 */
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import type { ImportDoor } from './import-door.js';
import { markLoaded } from './loaded-source.js';
import { isMarkable } from './markable.js';
import { isSdkSpecifier } from './sdk-modules.js';
import { isWrapper } from './sync-hooks.js';

let door: ImportDoor | undefined;

/** The door's code costs milliseconds: it is loaded when the first SDK module is imported. */
function openDoor(): ImportDoor {
  const { createImportDoor } = createRequire(import.meta.url)('./import-door.cjs') as {
    createImportDoor: (base: string) => ImportDoor;
  };
  return createImportDoor(new URL('./import-in-the-middle/hook.mjs', import.meta.url).href);
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (!isSdkSpecifier(specifier)) return next(specifier, context);
  const resolved = await next(specifier, context);
  if (isMarkable(resolved.url)) return resolved;
  door ??= openDoor();
  return door.resolve(specifier, context, next);
};

export const load: LoadHook = async (url, context, next) => {
  if (door !== undefined && isWrapper(url)) return door.load(url, context, next);
  return markLoaded(await next(url, context));
};
