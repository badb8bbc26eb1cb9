/**
 * The door by name for `import`: the engine of import-in-the-middle, built into a file of its own
 * (dist/import-door.cjs) and loaded when the first `import` of the MCP SDK is resolved, not at start.
 *
 * It is a private copy with a query parameter of its own (see tsup.config.ts): a copy shared with another agent
 * is one registration in which the first include list wins, and two copies with the same parameter take each
 * other's wrappers for their own.
 */
import { createHook } from 'import-in-the-middle/create-hook.mjs';
import { isSdkSpecifier } from './sdk-modules.js';

export type ImportDoor = ReturnType<typeof createHook>;

/** `base`: URL of a file in the folder that holds `lib/register.js`, which the wrapper modules import. */
export function createImportDoor(base: string): ImportDoor {
  const hook = createHook({ url: base });
  hook.applyOptions({ shouldInclude: (_url: string, specifier: string) => isSdkSpecifier(specifier) });
  return hook;
}
