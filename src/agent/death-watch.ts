/** Remembers the error that a process may die of, until it is known how the process ends (#9 A11). */
import { guarded } from '../guarded.js';
import { nowMs } from '../real-time.js';
import type { Death } from './capture/process-death.js';
import { listenToProcess, stopListening } from './process-listener.js';

/** Many hosts catch the error, log it, and exit a little later. */
const REMEMBERED_MS = 5000;
const MONITOR = 'uncaughtExceptionMonitor';

export class DeathWatch {
  #last: { readonly error: unknown; readonly atMs: number } | undefined;

  constructor() {
    // A monitor changes nothing: the error goes where it would go without us.
    const remember = (error: unknown) => {
      this.#last = { error, atMs: nowMs() };
    };
    listenToProcess(MONITOR, guarded(remember));
  }

  /** What `exit` with this code stands for. */
  onExit(code: number): Death {
    const last = this.#last;
    const isCause = code !== 0 && last !== undefined && nowMs() - last.atMs < REMEMBERED_MS;
    return isCause ? { kind: 'uncaught', error: last.error } : { kind: 'exit', code };
  }

  stop(): void {
    stopListening(MONITOR);
  }
}
