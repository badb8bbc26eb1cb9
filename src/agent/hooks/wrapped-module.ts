/** Which modules stand behind a wrapper of the import door, and the address that they have there. */
import type { LoadFnOutput } from 'node:module';
import { isInImportCycle } from './import-cycle.js';
import { isServerModule } from './sdk-modules.js';

const MARK = '?mcpwatch-original';

/** Whether `loaded`, in which the source door has found nothing, is a module of the SDK that can be wrapped. */
export function needsWrapper(url: string, loaded: LoadFnOutput): boolean {
  return loaded.format === 'module' && isServerModule(url) && !isInImportCycle(url);
}

export function originalOf(url: string): string {
  return `${url}${MARK}=1`;
}

/** Such a module, and what import-in-the-middle puts beside it. */
export function isBehindWrapper(url: string): boolean {
  return url.includes(MARK);
}
