/**
 * The one object that all copies of mcpwatch in a process share: two installed versions, the ESM and the CommonJS
 * door, and the code that the source door has put into bundles, which only knows this symbol.
 */
import type { Adopt } from './model.js';

const KEY = Symbol.for('mcpwatch');
const VERSION = 1;

export interface ProcessState {
  readonly v: typeof VERSION;
  /** Takes a class of the MCP SDK, from whichever door. */
  readonly adopt: Adopt;
}

/** Puts `state` in place and answers true; false when another copy was first, and this one must do nothing. */
export function claimProcess(state: ProcessState): boolean {
  if (currentState() !== undefined) return false;
  Object.defineProperty(globalThis, KEY, { value: state, enumerable: false, configurable: true });
  return true;
}

export function currentState(): ProcessState | undefined {
  return (globalThis as Record<symbol, unknown>)[KEY] as ProcessState | undefined;
}
