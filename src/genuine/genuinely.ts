/**
 * Runs mcpwatch's own code with the methods of values as they were at preload (#9 B11). A host may have broken one since,
 * and then an event would be wrong, or a secret would be sent. For as long as our code runs, which is never beyond one
 * synchronous call, the original is in its place.
 */
import { savedBuiltins } from '../builtins.js';
import { writeLine } from '../stderr.js';
import { areGenuine } from './all-genuine.js';
import { isInPlace } from './in-place.js';
import type { Replaced, SavedMethods } from './saved-methods.js';

const { all, state } = savedBuiltins['methods'] as SavedMethods;

const NOTHING: readonly Replaced[] = [];

/** What `run` returns. */
export function genuinely<Result>(run: () => Result): Result {
  if (state.replaced !== undefined) return run();
  state.replaced = areGenuine() ? NOTHING : putBack();
  try {
    return run();
  } finally {
    if (state.replaced !== NOTHING) replaceAgain(state.replaced);
    state.replaced = undefined;
  }
}

/** Runs code of the host inside `genuinely`, with its own methods. */
export function asHost<Result>(run: () => Result): Result {
  if (state.replaced === undefined) return run();
  replaceAgain(state.replaced);
  state.replaced = undefined;
  try {
    return run();
  } finally {
    state.replaced = putBack();
  }
}

/** Only indices and saved functions here: everything else may be broken. */
function putBack(): readonly Replaced[] {
  const found: Replaced[] = [];
  let fixed = '';
  for (let at = 0; at < all.length; at += 1) {
    const saved = all[at];
    if (saved === undefined || isInPlace(saved)) continue;
    const own = Object.getOwnPropertyDescriptor(saved.owner, saved.name);
    if (Reflect.defineProperty(saved.owner, saved.name, saved.descriptor)) found[found.length] = { saved, own };
    else fixed = String(saved.name);
  }
  if (fixed !== '' && !state.isReported) {
    state.isReported = true;
    writeLine(`this process has replaced and frozen the built-in method ${fixed}; events may be wrong or missing`);
  }
  return found;
}

/** The last first, as a method may be needed to replace another. */
function replaceAgain(found: readonly Replaced[]): void {
  for (let at = found.length - 1; at >= 0; at -= 1) {
    const { saved, own } = found[at] ?? {};
    if (saved === undefined) continue;
    if (own === undefined) Reflect.deleteProperty(saved.owner, saved.name);
    else Reflect.defineProperty(saved.owner, saved.name, own);
  }
}
