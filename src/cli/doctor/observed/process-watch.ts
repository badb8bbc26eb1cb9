/** Looks again and again at the processes of a server: some live only for a moment. */
import { FACTS_VARIABLE } from '../../../run/facts.js';
import { processesBelow, type SeenProcess } from './process-tree.js';

const FIRST_MS = 30;
const LAST_MS = 500;

export class ProcessWatch {
  readonly #seen = new Map<number, SeenProcess>();
  readonly #pid: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number) {
    this.#pid = pid;
    this.#plan(FIRST_MS);
  }

  async look(): Promise<void> {
    // The newest wins: a process that has just been forked shows the program of its parent.
    for (const found of await processesBelow(this.#pid, FACTS_VARIABLE)) this.#seen.set(found.pid, found);
  }

  stop(): readonly SeenProcess[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return [...this.#seen.values()];
  }

  #plan(ms: number): void {
    this.#timer = setTimeout(async () => {
      await this.look();
      if (this.#timer !== undefined) this.#plan(Math.min(2 * ms, LAST_MS));
    }, ms);
  }
}
