/**
 * The ends of a process. `exit` covers running out of work, `process.exit`, uncaught errors and rejections; signals are
 * handled where the host does not handle them, and raised again.
 */

import { genuinely } from '../genuine/genuinely.js';
import { isMainThread } from '../threads.js';
import type { Death } from './capture/process-death.js';
import { DeathWatch } from './death-watch.js';
import { listenToProcess, stopListening } from './process-listener.js';
import { type EndSignal, SignalWatch } from './signal-watch.js';

export interface ExitHooks {
  /** Lets open sessions end: the last events are created here. Called once. */
  finish(death: Death): void;
  /**
   * Blocks until everything that waits is delivered, or until the deadline. Calls `onLongWait` on the way, when the wait
   * is long and a process that ends at once would lose nothing.
   */
  flush(onLongWait?: () => void): void;
}

const SIGNALS: readonly EndSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

export interface EndWatch {
  /** Signals that end the process count too, from now on. They reach the main thread only. */
  addSignals(): void;
  stop(): void;
}

/** Watches the ends of this process; in a worker thread, the ends of the thread. */
export function installExit(hooks: ExitHooks): void {
  watchExit(hooks).addSignals();
}

export function watchExit(hooks: ExitHooks): EndWatch {
  let isFinished = false;
  const end = (death: Death, onLongWait?: () => void) => {
    const isFirst = !isFinished;
    isFinished = true;
    if (isFirst) attempt(() => hooks.finish(death));
    attempt(() => hooks.flush(onLongWait));
  };
  const deaths = new DeathWatch();
  listenToProcess('exit', (code) => {
    // Tests and libraries emit `exit` themselves; the process lives on.
    if (isExiting()) end(deaths.onExit(Number(code)));
  });
  let signals: readonly SignalWatch[] = [];
  return {
    addSignals() {
      if (!isMainThread) return;
      signals = SIGNALS.map(
        (signal) => new SignalWatch(signal, (onLongWait) => end({ kind: 'signal', signal }, onLongWait)),
      );
    },
    stop() {
      stopListening('exit');
      deaths.stop();
      for (const signal of signals) signal.stop();
    },
  };
}

/** Whatever goes wrong here must not become the host's exit code (#9 B11). */
function attempt(step: () => void): void {
  try {
    genuinely(step);
  } catch {
    // What can be reported has been: the process is ending.
  }
}

/** Node sets `process._exiting` before it emits `exit`. */
function isExiting(): boolean {
  return Reflect.get(process, '_exiting') !== false;
}
