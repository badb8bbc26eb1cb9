/**
 * Whether all saved methods are in their places. agent.cjs has a comparison with a constant for each of them instead
 * (scripts/written-out-methods-plugin.ts): the engine then knows the result, and all of them together take less than
 * 0.1 µs. As a loop they take 10 µs, which the preload does not call often enough to load 5 kB more (#14).
 */
import { savedBuiltins } from '../builtins.js';
import { isInPlace } from './in-place.js';
import type { SavedMethods } from './saved-methods.js';

const { all } = savedBuiltins['methods'] as SavedMethods;

/** May throw, where a method that is needed for it is broken. */
export function areMethodsInPlace(): boolean {
  for (let at = 0; at < all.length; at += 1) {
    const saved = all[at];
    if (saved !== undefined && saved.descriptor.get === undefined && !isInPlace(saved)) return false;
  }
  return true;
}
