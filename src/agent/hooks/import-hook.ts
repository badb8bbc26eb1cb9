/**
 * The `import` hook by package name, for an SDK whose source text is unknown: the engine of import-in-the-middle, built
 * into its own file (dist/import-hook.cjs) and loaded when such a module is loaded, not at start.
 *
 * The wrapper module takes the address of the module that it wraps, and imports that under another one. This needs no
 * `resolve` hook, which would cost every module of the host. It is a private copy with its own query parameter
 * (see tsup.config.ts): a copy shared with another agent is one registration, in which the first include list wins.
 */
import { createRequire, type ResolveFnOutput, type ResolveHookContext } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createHook, type Load, type LoadSync } from 'import-in-the-middle/create-hook.mjs';
import { originalOf } from './wrapped-module.js';

/** Load hooks: asynchronous for the loader thread, synchronous for the main thread. */
export interface ImportHook {
  /** Loads the wrapper of the module at `url`. */
  readonly wrap: Load;
  readonly wrapSync: LoadSync;
  /** For addresses that `isBehindWrapper`. */
  readonly load: Load;
  readonly loadSync: LoadSync;
}

/** The engine ignores a module without an importer, because that is the program itself. */
const IMPORTED: ResolveHookContext = { parentURL: 'mcpwatch:importer', conditions: ['import'], importAttributes: {} };

/** `base`: URL of a file in the folder that holds `lib/register.js`, which the wrapper modules import. */
export function createImportHook(base: string): ImportHook {
  const hook = createHook({ url: base });
  hook.applyOptions({ shouldInclude: () => true });
  return {
    load: hook.load,
    loadSync: hook.loadSync,
    async wrap(url, context, next) {
      const wrapper = await hook.resolve(url, IMPORTED, async (specifier, from) => resolveIn(url, specifier, from));
      return hook.load(wrapper.url, context, next);
    },
    wrapSync(url, context, next) {
      const wrapper = hook.resolveSync(url, IMPORTED, (specifier, from) => resolveIn(url, specifier, from));
      return hook.loadSync(wrapper.url, context, next);
    },
  };
}

/** Resolves what the engine asks for: the wrapped module at `url`, and the modules from which it re-exports everything. */
function resolveIn(url: string, specifier: string, from?: Partial<ResolveHookContext>): ResolveFnOutput {
  if (specifier === url) return { url: originalOf(url), format: 'module' };
  const parent = from?.parentURL ?? url;
  if (URL.canParse(specifier)) return { url: specifier };
  if (specifier.startsWith('.')) return { url: new URL(specifier, parent).href };
  return { url: pathToFileURL(createRequire(parent).resolve(specifier)).href };
}
