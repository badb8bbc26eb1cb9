/**
 * The ends of a process. `exit` covers running out of work, `process.exit`, uncaught errors and rejections;
 * signals are caught only where the host does not handle them, and are raised again.
 */
import { isMainThread } from 'node:worker_threads';
import { nextTurn, soon } from '../real-time.js';

export interface ExitHooks {
  /** Lets open sessions end: the last events are made here. Called once. */
  finish(): void;
  /**
   * Blocks until what waits is delivered or the deadline is reached. Calls `onLongWait` on the way, when the wait is
   * long and a process that ends at once would lose nothing.
   */
  flush(onLongWait?: () => void): void;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
type EndSignal = (typeof SIGNALS)[number];

/** Watches the ends of this process (in a worker thread: of the thread) and answers how to stop watching. */
export function installExit(hooks: ExitHooks): () => void {
  let isFinished = false;
  const end = (onLongWait?: () => void) => {
    if (!isFinished) {
      isFinished = true;
      hooks.finish();
    }
    hooks.flush(onLongWait);
  };
  const onExit = () => end();
  process.on('exit', onExit);
  // Signals reach the main thread only.
  const stops = isMainThread ? SIGNALS.map((signal) => watchSignal(signal, end)) : [];
  return () => {
    process.removeListener('exit', onExit);
    for (const stop of stops) stop();
  };
}

/**
 * Without us a signal meets the host's listeners, or ends the process when there are none. Both must stay so:
 * - our listener comes first and, when others follow, hides until they have run: libraries like signal-exit
 *   raise the signal again only if theirs are the only listeners;
 * - a listener of the host that ran before us and is gone since (`prependOnceListener`) counts as one;
 * - when the last other listener leaves while we hide, we come back at once, so that a host which removes its
 *   listener and raises the signal again (signal-exit does) still ends through us.
 */
function watchSignal(signal: EndSignal, end: (onLongWait: () => void) => void): () => void {
  let isHidden = false;
  let hasHostLeft = false;

  function onSignal(): void {
    const isHostsOwn = process.listenerCount(signal) > 1;
    if (isHostsOwn) hideForThisTurn();
    if (isHostsOwn || hasHostLeft) return;
    // While we block, no listener can run; without one, the same signal again ends the process as it was to end.
    end(() => process.removeListener(signal, onSignal));
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
    // Still here: process number 1 of a container survives signals that nobody handles.
    isHidden = true;
    nextTurn(show).unref?.();
  }

  function hideForThisTurn(): void {
    isHidden = true;
    process.removeListener(signal, onSignal);
    soon(show);
  }

  function show(): void {
    if (!isHidden) return;
    isHidden = false;
    process.prependListener(signal, onSignal);
  }

  function onRemoved(event: string | symbol, listener: unknown): void {
    if (event !== signal || listener === onSignal) return;
    if (isHidden) {
      if (process.listenerCount(signal) === 0) show();
      return;
    }
    hasHostLeft = true;
    soon(() => {
      hasHostLeft = false;
    });
  }

  process.prependListener(signal, onSignal);
  process.on('removeListener', onRemoved);
  return () => {
    isHidden = false;
    process.removeListener('removeListener', onRemoved);
    process.removeListener(signal, onSignal);
  };
}
