/**
 * Runs a function outside of the host's async context. A timer, port or thread that is created inside a host's request
 * would otherwise keep the values of the host's AsyncLocalStorage alive for as long as it lives (#9 C11).
 */
import { savedBuiltins } from './builtins.js';

type Run = <Result>(call: () => Result) => Result;

const isRun = (value: unknown): value is Run => typeof value === 'function';

const atPreload = savedBuiltins['emptyContext'];
export const inEmptyContext: Run = isRun(atPreload) ? atPreload : (call) => call();
