/** Which modules are behind a wrapper of the `import` hook, and the address that they get there. */
import type { LoadFnOutput } from 'node:module';
import { isInImportCycle } from './import-cycle.js';
import { isServerModule } from './sdk-modules.js';

const BEHIND_WRAPPER = '?mcpwatch-original';

/** Whether `loaded`, in which the source hook found nothing, is a module of the SDK that can be wrapped. */
export function needsWrapper(url: string, loaded: LoadFnOutput): boolean {
  return loaded.format === 'module' && isServerModule(url) && !isInImportCycle(url);
}

export function originalOf(url: string): string {
  return `${url}${BEHIND_WRAPPER}=1`;
}

/** Whether `url` is such a module, or one that import-in-the-middle loads next to it. */
export function isBehindWrapper(url: string): boolean {
  return url.includes(BEHIND_WRAPPER);
}
