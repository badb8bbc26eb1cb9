/** Finds SDK classes in modules that `require` loaded before mcpwatch, and that may never be required again. */
import type { Adopt } from '../../model.js';
import { REQUIRE_MODULES, readExport, SDK_EXPORTS } from './sdk-modules.js';

export function adoptLoadedBefore(cache: NodeJS.Dict<NodeModule>, adopt: Adopt): void {
  for (const [path, module] of Object.entries(cache)) {
    const file = path.replaceAll('\\', '/');
    if (!file.includes('/@modelcontextprotocol/') || !isServerFile(file)) continue;
    const exports: unknown = module?.exports;
    if (typeof exports !== 'object' || exports === null) continue;
    for (const name of SDK_EXPORTS) {
      const value = readExport(exports, name);
      if (value !== undefined) adopt(value, { hook: 'require', file: path, moduleKind: 'cjs' }, name);
    }
  }
}

function isServerFile(file: string): boolean {
  const name = file.replace(/\.c?js$/, '');
  return REQUIRE_MODULES.some((known) => name.endsWith(`/${known}`));
}
