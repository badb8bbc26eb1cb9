/**
 * What goes wrong in a function of ours that Node calls (a listener, a timer) stays out of the host: nobody is there to
 * catch it, so it would end the process (#9 B11).
 */
import { genuinely } from './genuine/genuinely.js';

export function guarded<Args extends readonly unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      genuinely(() => Reflect.apply(call, undefined, args));
    } catch {
      // Nothing to do: what reports problems may be what has failed. Events that wait are counted at the end.
    }
  };
}
