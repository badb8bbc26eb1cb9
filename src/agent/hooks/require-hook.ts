/**
 * The door by name for `require`: require-in-the-middle, built into a file of its own (dist/require-hook.cjs)
 * and loaded when the process asks for an MCP SDK in which the source door finds nothing, not at start.
 */
import { join } from 'node:path';
import { Hook } from 'require-in-the-middle';
import type { Adopt } from '../../model.js';
import { REQUIRE_MODULES, readExport, SDK_EXPORTS } from './sdk-modules.js';

export function openRequireDoor(adopt: Adopt): void {
  new Hook([...REQUIRE_MODULES], { internals: true }, (exports, _name, folder = '') =>
    adoptExports(exports, join(folder, 'package.json'), adopt),
  );
}

/**
 * Hands over what matters of a module's exports. v2's CommonJS exports are getters that cannot be redefined, so
 * a module of which an export is replaced is answered as a copy with the same property descriptors.
 */
function adoptExports<T>(exports: T, file: string, adopt: Adopt): T {
  if (typeof exports !== 'object' || exports === null) return exports;
  const replaced = new Map<string, unknown>();
  for (const name of SDK_EXPORTS) {
    const value = readExport(exports, name);
    if (value === undefined) continue;
    const adopted = adopt(value, { door: 'require', file, moduleKind: 'cjs' }, name);
    if (adopted !== value) replaced.set(name, adopted);
  }
  return replaced.size === 0 ? exports : copyWith(exports, replaced);
}

function copyWith<T extends object>(exports: T, replaced: ReadonlyMap<string, unknown>): T {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exports);
  for (const [name, value] of replaced) {
    descriptors[name] = { value, enumerable: true, configurable: true, writable: true };
  }
  return Object.create(Object.getPrototypeOf(exports) as object | null, descriptors) as T;
}
