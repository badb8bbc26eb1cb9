/** Looks again and again at the processes of a server: some live only for a moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FACTS_VARIABLE } from '../../../run/run-notes.js';
import { processesBelow, type SeenProcess } from './process-tree.js';

const FIRST_MS = 30;
const LAST_MS = 500;
/** Longer than what a shell script starts for each message, such as `sed`. */
const STAYS_MS = 100;

export interface WatchedProcess extends SeenProcess {
  /** Alive when the conversation ended, and still a moment later: no helper that a script had just started. */
  readonly stayed: boolean;
}

export class ProcessWatch {
  readonly #seen = new Map<number, WatchedProcess>();
  readonly #pid: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number) {
    this.#pid = pid;
    this.#plan(FIRST_MS);
  }

  /** Call it while the server still runs: what is alive now and after a moment has stayed. */
  async settle(): Promise<void> {
    const now = new Set(await this.#look());
    await sleep(STAYS_MS);
    for (const pid of await this.#look()) {
      const found = this.#seen.get(pid);
      if (found !== undefined && now.has(pid)) this.#seen.set(pid, { ...found, stayed: true });
    }
  }

  stop(): readonly WatchedProcess[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return [...this.#seen.values()];
  }

  async #look(): Promise<readonly number[]> {
    const found = await processesBelow(this.#pid, FACTS_VARIABLE);
    // The newest wins: a process that has just been forked shows the program of its parent.
    for (const one of found) this.#seen.set(one.pid, { ...one, stayed: this.#seen.get(one.pid)?.stayed ?? false });
    return found.map(({ pid }) => pid);
  }

  #plan(ms: number): void {
    this.#timer = setTimeout(async () => {
      await this.#look();
      if (this.#timer !== undefined) this.#plan(Math.min(2 * ms, LAST_MS));
    }, ms);
  }
}
