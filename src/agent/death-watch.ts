/** Remembers the error that a process may die of, and in which call, until it is known how the process ends (#9 A11, #10). */
import { guarded } from '../guarded.js';
import { nowMs } from '../real-time.js';
import type { Death } from './capture/process-death.js';
import { currentCall } from './patch/current-call.js';
import { listenToProcess, stopListening } from './process-listener.js';

/** Many hosts catch the error, log it, and exit a little later. */
const REMEMBERED_MS = 5000;
const MONITOR = 'uncaughtExceptionMonitor';

export class DeathWatch {
  #last: { readonly error: unknown; readonly during: object | undefined; readonly atMs: number } | undefined;

  constructor() {
    // A monitor changes nothing: the error goes where it would go without us.
    const remember = (error: unknown) => {
      this.#last = { error, during: currentCall()?.call, atMs: nowMs() };
    };
    listenToProcess(MONITOR, guarded(remember));
  }

  /** What `exit` with this code stands for. */
  onExit(code: number): Death {
    const last = this.#last;
    const isCause = code !== 0 && last !== undefined && nowMs() - last.atMs < REMEMBERED_MS;
    if (isCause) return { kind: 'uncaught', error: last.error, during: last.during };
    return { kind: 'exit', code, during: currentCall()?.call };
  }

  stop(): void {
    stopListening(MONITOR);
  }
}
