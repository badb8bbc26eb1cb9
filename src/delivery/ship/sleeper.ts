/** A wait that ends when its time is over, or with an interruption that it listens to. One at a time. */
import { startTimer, stopTimer } from '../../real-time.js';

export interface Sleeper {
  /** `ms` undefined: only an interruption ends it. `close` always does. */
  sleep(ms: number | undefined, until: readonly Interruption[]): Promise<void>;
  interrupt(by: Interruption | 'close'): void;
}

export type Interruption = 'wake' | 'flush';

export function createSleeper(): Sleeper {
  let current: { until: readonly string[]; end: () => void } | undefined;
  /** Interruptions that came while nobody slept: the next sleep that listens to one is skipped. */
  const missed = new Set<string>();
  return {
    sleep(ms, until) {
      const isOver = until.some((it) => missed.delete(it)) || missed.has('close');
      if (isOver) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = ms === undefined ? undefined : startTimer(() => end(), ms);
        const end = () => {
          stopTimer(timer);
          current = undefined;
          resolve();
        };
        current = { until, end };
      });
    },
    interrupt(by) {
      if (current !== undefined && (by === 'close' || current.until.includes(by))) current.end();
      else if (by !== 'flush') missed.add(by);
    },
  };
}
