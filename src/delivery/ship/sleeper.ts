/** A wait that ends when its time is over, or with an interruption that it listens to. One at a time. */
import { startTimer, stopTimer } from '../../real-time.js';

export interface Sleeper {
  /** `ms` undefined: only an interruption ends it. `close` always does. */
  sleep(ms: number | undefined, until: readonly Interruption[]): Promise<'over' | 'interrupted'>;
  interrupt(by: Interruption | 'close'): void;
}

export type Interruption = 'wake' | 'flush';

export function createSleeper(): Sleeper {
  let current: { until: readonly string[]; interrupt: () => void } | undefined;
  /** Interruptions that came while nobody slept: the next sleep that listens to one is skipped. */
  const missed = new Set<string>();
  return {
    sleep(ms, until) {
      const isOver = until.some((it) => missed.delete(it)) || missed.has('close');
      if (isOver) return Promise.resolve('interrupted');
      return new Promise((resolve) => {
        const timer = ms === undefined ? undefined : startTimer(() => end('over'), ms);
        const end = (how: 'over' | 'interrupted') => {
          stopTimer(timer);
          current = undefined;
          resolve(how);
        };
        current = { until, interrupt: () => end('interrupted') };
      });
    },
    interrupt(by) {
      if (current !== undefined && (by === 'close' || current.until.includes(by))) current.interrupt();
      else if (by !== 'flush') missed.add(by);
    },
  };
}
