/**
 * The source hook and the `import` hook where Node has no safe synchronous hooks (20, 22 before 22.22.3, 24 before
 * 24.11.1): built into dist/loader-thread.js, and run by Node on its loader thread. No state is shared with the main
 * thread.
 */
import { createRequire, type LoadHook } from 'node:module';
import type { ImportHook } from './import-hook.js';
import { injectLoaded } from './loaded-source.js';
import { isBehindWrapper, needsWrapper } from './wrapped-module.js';

let hook: ImportHook | undefined;

/** The hook's code takes milliseconds to load, so it is loaded for the first module in which the source hook finds nothing. */
function loadHook(): ImportHook {
  const load = createRequire(import.meta.url);
  const { createImportHook }: typeof import('./import-hook.js') = load('./import-hook.cjs');
  return createImportHook(new URL('./import-in-the-middle/hook.mjs', import.meta.url).href);
}

export const load: LoadHook = async (url, context, next) => {
  if (hook !== undefined && isBehindWrapper(url)) return hook.load(url, context, next);
  const loaded = await next(url, context);
  const injected = injectLoaded(url, loaded);
  if (injected !== loaded || !needsWrapper(url, loaded)) return injected;
  try {
    hook ??= loadHook();
    return await hook.wrap(url, context, next);
  } catch {
    // Our own files may be gone since the start; the host's module is there.
    return loaded;
  }
};
