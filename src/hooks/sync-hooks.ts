/**
 * Both doors for `import` on the thread itself, by `module.registerHooks`.
 *
 * Only where import-in-the-middle's `supportsSyncHooks()` holds: on earlier minors even a hook that does nothing
 * breaks `require(esm)` in the host (nodejs/node#59929).
 */
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module';
import Module from 'node:module';
import type { ImportDoor } from './import-door.js';
import { markLoaded } from './loaded-source.js';
import { isSdkSpecifier } from './sdk-modules.js';

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;
type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

/** In Node's types since 22.15; ours are those of the oldest line. */
interface WithRegisterHooks {
  registerHooks(hooks: {
    resolve(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput;
    load(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput;
  }): unknown;
}

/** `loadDoor` is called once, when the first SDK module is imported. */
export function openSyncHooks(loadDoor: () => ImportDoor): void {
  let door: ImportDoor | undefined;
  (Module as unknown as WithRegisterHooks).registerHooks({
    resolve(specifier, context, next) {
      if (!isSdkSpecifier(specifier) || context.conditions?.includes('require')) return next(specifier, context);
      door ??= loadDoor();
      return door.resolveSync(specifier, context, next);
    },
    load(url, context, next) {
      if (door !== undefined && isWrapper(url)) return door.loadSync(url, context, next);
      return markLoaded(url, next(url, context));
    },
  });
}

/** The wrapper modules of our private import-in-the-middle: its query parameter is renamed in the build. */
export function isWrapper(url: string): boolean {
  return url.includes('mcpwatch-iitm=');
}
