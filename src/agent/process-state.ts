/**
 * The one object that all copies of mcpwatch in a process share: two installed versions, the preload and the API, and
 * the code that the source door has put into bundles, which only knows this symbol.
 */

import type { Adopt } from '../model.js';
import type { Agent } from './agent.js';

const KEY = Symbol.for('mcpwatch');
const VERSION = 1;

export interface ProcessState {
  readonly v: typeof VERSION;
  /** Takes a class of the MCP SDK, from whichever door. */
  readonly adopt: Adopt;
  /** The agent of this process, made when it is first needed. */
  agent(): Agent;
}

/** Why nothing can be done where `claimProcess` was in vain and there is no state of ours. */
export const TAKEN = "globalThis[Symbol.for('mcpwatch')] is taken by something else";

/** Puts `state` in place and answers true; false when another copy was first, and this one must do nothing. */
export function claimProcess(state: ProcessState): boolean {
  if ((globalThis as Record<symbol, unknown>)[KEY] !== undefined) return false;
  Object.defineProperty(globalThis, KEY, { value: state, enumerable: false, configurable: true });
  return true;
}

/** Whether what is in place can be talked to. */
export function isTakenByStranger(): boolean {
  return (globalThis as Record<symbol, unknown>)[KEY] !== undefined && currentState() === undefined;
}

/** What another copy has put in place; `undefined` when there is none, or one that this version cannot talk to. */
export function currentState(): ProcessState | undefined {
  const state = (globalThis as Record<symbol, unknown>)[KEY] as ProcessState | undefined;
  return state?.v === VERSION ? state : undefined;
}
