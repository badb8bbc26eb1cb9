/**
 * The `require` hook by package name: require-in-the-middle, built into its own file (dist/require-hook.cjs), and loaded
 * when the process requires an MCP SDK in which the source hook finds nothing, not at start.
 */
import { join } from 'node:path';
import { Hook } from 'require-in-the-middle';
import type { Adopt } from '../../model.js';
import { REQUIRE_MODULES, readExport, SDK_EXPORTS } from './sdk-modules.js';

export function installRequireHook(adopt: Adopt): void {
  new Hook([...REQUIRE_MODULES], { internals: true }, (exports, _name, folder = '') =>
    adoptExports(exports, join(folder, 'package.json'), adopt),
  );
}

/**
 * Passes on the exports that matter. v2's CommonJS exports are getters that cannot be redefined, so a module with a
 * replaced export is returned as a copy with the same property descriptors.
 */
function adoptExports<T>(exports: T, file: string, adopt: Adopt): T {
  if (typeof exports !== 'object' || exports === null) return exports;
  const replaced = new Map<string, unknown>();
  for (const name of SDK_EXPORTS) {
    const value = readExport(exports, name);
    if (value === undefined) continue;
    const adopted = adopt(value, { hook: 'require', file, moduleKind: 'cjs' }, name);
    if (adopted !== value) replaced.set(name, adopted);
  }
  return replaced.size === 0 ? exports : copyWith(exports, replaced);
}

function copyWith<T extends object>(exports: T, replaced: ReadonlyMap<string, unknown>): T {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  for (const [name, value] of replaced) {
    descriptors[name] = { value, enumerable: true, configurable: true, writable: true };
  }
  return Object.create(Object.getPrototypeOf(exports), descriptors);
}
