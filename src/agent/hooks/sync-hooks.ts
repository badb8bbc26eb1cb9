/**
 * The source hook and the `import` hook on the main thread itself, by `module.registerHooks`.
 *
 * Only where import-in-the-middle's `supportsSyncHooks()` is true: on earlier minor versions even a hook that does
 * nothing breaks `require(esm)` in the host (nodejs/node#59929).
 */
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { Module } from 'node:module';
import type { ImportHook } from './import-hook.js';
import { injectLoaded } from './loaded-source.js';
import { isBehindWrapper, needsWrapper } from './wrapped-module.js';

interface Hooks {
  load(url: string, context: LoadHookContext, next: (url: string, context?: object) => LoadFnOutput): LoadFnOutput;
}

/** In Node's types since 22.15; ours are those of the oldest line. */
const { registerHooks }: { registerHooks(hooks: Hooks): unknown } = Object(Module);

export interface SyncHookOptions {
  /** Called once, for the first module of the SDK in which the source hook finds nothing. */
  readonly loadImportHook: () => ImportHook;
  /** Called before the host gets `node:worker_threads`. */
  readonly beforeThreads: () => void;
}

export function installSyncHooks({ loadImportHook, beforeThreads }: SyncHookOptions): void {
  let hook: ImportHook | undefined;
  registerHooks({
    load(url, context, next) {
      if (hook !== undefined && isBehindWrapper(url)) return hook.loadSync(url, context, next);
      if (url === 'node:worker_threads') beforeThreads();
      const loaded = next(url, context);
      const injected = injectLoaded(url, loaded);
      if (injected !== loaded || !needsWrapper(url, loaded)) return injected;
      try {
        hook ??= loadImportHook();
        return hook.wrapSync(url, context, next);
      } catch {
        // Our own files may be gone since the start; the host's module is there.
        return loaded;
      }
    },
  });
}
