/** Exit codes in the shell's conventions. */
import { constants } from 'node:os';

/** What a shell reports for a program that was ended by `signal`. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
