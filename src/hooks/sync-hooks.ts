/**
 * Both doors for `import` on the thread itself, by `module.registerHooks`.
 *
 * Only where import-in-the-middle's `supportsSyncHooks()` holds: on earlier minors even a hook that does nothing
 * breaks `require(esm)` in the host (nodejs/node#59929).
 */
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module';
import Module from 'node:module';
import type { ImportDoor } from './import-door.js';
import { markLoaded, mentions } from './loaded-source.js';
import { isMarkable, isV2Markable } from './markable.js';
import { isSdkSpecifier, V2_PACKAGE } from './sdk-modules.js';

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;
type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

interface Hooks {
  resolve?(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput;
  load?(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput;
}

/** In Node's types since 22.15; ours are those of the oldest line. */
const { registerHooks } = Module as unknown as { registerHooks(hooks: Hooks): unknown };

/** `loadDoor` is called once, when the first SDK module is imported that the source door does not suffice for. */
export function openSyncHooks(loadDoor: () => ImportDoor): void {
  let door: ImportDoor | undefined;
  /** Whether SDK v2, as this process has it, is known by its text. */
  let isV2Known: boolean | undefined;

  const resolve: Hooks['resolve'] = (specifier, context, next) => {
    if (!isSdkSpecifier(specifier) || context.conditions?.includes('require')) return next(specifier, context);
    const resolved = next(specifier, context);
    if (isMarkable(resolved.url)) return resolved;
    door ??= loadDoor();
    return door.resolveSync(specifier, context, next);
  };

  registerHooks({
    load(url, context, next) {
      if (door !== undefined && isWrapper(url)) return door.loadSync(url, context, next);
      const loaded = next(url, context);
      // A resolve hook costs more than all else here (17 ms in a v1 server): it is for an SDK v2 of which the entries
      // are not known by their text, and waits for a module that names it.
      if (isV2Known === undefined && mentions(loaded, V2_PACKAGE)) {
        isV2Known = isV2Markable(url);
        if (isV2Known === false) registerHooks({ resolve });
      }
      return markLoaded(loaded);
    },
  });
}

/** The wrapper modules of our private import-in-the-middle: its query parameter is renamed in the build. */
export function isWrapper(url: string): boolean {
  return url.includes('mcpwatch-iitm=');
}
