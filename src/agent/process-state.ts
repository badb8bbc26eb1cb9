/**
 * The one object that all copies of mcpwatch in a process share: two installed versions, the preload and the API, and
 * the code that is injected into bundles, which only knows this symbol.
 */
import { type SavedBuiltins, savedBuiltins } from '../builtins.js';
import type { Adopt } from '../model.js';
import type { Agent } from './agent-interface.js';

const KEY = Symbol.for('mcpwatch');
const VERSION = 1;

export interface ProcessState {
  readonly v: typeof VERSION;
  /** Takes a class of the MCP SDK from any hook. */
  readonly adopt: Adopt;
  /** Takes an error that the SDK has caught in a handler; called by injected code. Never throws. */
  readonly failed: (error: unknown) => void;
  /** For the files that are loaded later: see src/builtins.ts. */
  readonly builtins?: SavedBuiltins;
  /** A server has connected on this thread: the preload need not listen for the end of the process any more. */
  readonly onWatching?: () => void;
  /** The agent of this process, created when it is first needed. */
  agent(): Agent;
}

/** Why nothing can be done when `claimProcess` returned false and there is no state of ours. */
export const TAKEN = "globalThis[Symbol.for('mcpwatch')] is used by something else";

/** Puts `state` in place and returns true; false when another copy was first, and this one must do nothing. */
export function claimProcess(state: Omit<ProcessState, 'builtins'>): boolean {
  if (inPlace() !== undefined) return false;
  const value: ProcessState = { ...state, builtins: savedBuiltins };
  Object.defineProperty(globalThis, KEY, { value, enumerable: false, configurable: true });
  return true;
}

/** Whether what is in place is not ours, or of a version that this one does not understand. */
export function isTakenByStranger(): boolean {
  return inPlace() !== undefined && currentState() === undefined;
}

/** What another copy has put in place; `undefined` when there is none, or one that this version does not understand. */
export function currentState(): ProcessState | undefined {
  const state = inPlace();
  return isState(state) ? state : undefined;
}

const inPlace = (): unknown => Reflect.get(globalThis, KEY);

function isState(value: unknown): value is ProcessState {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'v') === VERSION;
}
