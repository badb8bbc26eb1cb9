/**
 * The door by name for `import`, for an SDK of which the text is not known: the engine of import-in-the-middle, built
 * into a file of its own (dist/import-hook.cjs) and loaded when such a module is, not at start.
 *
 * The wrapper module takes the address of the module that it wraps, and imports it under another: so no hook for
 * `resolve` is needed, which costs every module of the host. It is a private copy with a query parameter of its own
 * (see tsup.config.ts): a copy shared with another agent is one registration in which the first include list wins.
 */
import { createRequire, type ResolveFnOutput, type ResolveHookContext } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createHook, type Load, type LoadSync } from 'import-in-the-middle/create-hook.mjs';
import { originalOf } from './wrapped-module.js';

/** Load hooks, asynchronous for the loader thread and synchronous. */
export interface ImportDoor {
  /** Answers the wrapper of the module at `url`. */
  readonly wrap: Load;
  readonly wrapSync: LoadSync;
  /** For the addresses that `isBehindWrapper`. */
  readonly load: Load;
  readonly loadSync: LoadSync;
}

/** The engine leaves a module without an importer alone: that is the program. */
const IMPORTED: ResolveHookContext = { parentURL: 'mcpwatch:importer', conditions: ['import'], importAttributes: {} };

/** `base`: URL of a file in the folder that holds `lib/register.js`, which the wrapper modules import. */
export function createImportDoor(base: string): ImportDoor {
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

/** What the engine asks for: the wrapped module at `url`, and the modules of which that exports everything. */
function resolveIn(url: string, specifier: string, from?: Partial<ResolveHookContext>): ResolveFnOutput {
  if (specifier === url) return { url: originalOf(url), format: 'module' };
  const parent = from?.parentURL ?? url;
  if (URL.canParse(specifier)) return { url: specifier };
  if (specifier.startsWith('.')) return { url: new URL(specifier, parent).href };
  return { url: pathToFileURL(createRequire(parent).resolve(specifier)).href };
}
