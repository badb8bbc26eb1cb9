/**
 * Everything that a command has started: its process group, what is below it, and what has left both but still has the
 * variable that doctor gave it. A server that ignores the end of its stdin must not outlive doctor (#13).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startKeeper } from './keeper.js';
import { type Mark, relatedProcesses } from './process-tree.js';

/** For a server that has something to put away, such as a browser. */
const POLITE_MS = 1000;
const LOOK_MS = 25;

export class Family {
  readonly #pid: number;
  readonly #mark: Mark;
  readonly #dismissKeeper: () => void;

  /** `mark`: the folder that doctor has named to them. */
  constructor(pid: number, mark: Mark) {
    this.#pid = pid;
    this.#mark = mark;
    this.#dismissKeeper = startKeeper(pid, mark.value);
  }

  /** To the group, without looking who is in it. */
  signal(name: NodeJS.Signals): void {
    send(process.platform === 'win32' ? this.#pid : -this.#pid, name);
  }

  /** Resolves when nothing is left: first politely, then not. */
  async end(): Promise<void> {
    await this.#endAll();
    this.#dismissKeeper();
  }

  async #endAll(): Promise<void> {
    const members = new Set(await this.#members());
    if (members.size === 0) return;
    this.#tell(members, 'SIGTERM');
    for (const giveUpMs = performance.now() + POLITE_MS; performance.now() < giveUpMs; await sleep(LOOK_MS)) {
      const left = await this.#members();
      if (left.length === 0) return;
      for (const pid of left) members.add(pid);
    }
    this.#tell(members, 'SIGKILL');
  }

  async #members(): Promise<readonly number[]> {
    return (await relatedProcesses(this.#pid, this.#mark)).map(({ pid }) => pid);
  }

  #tell(members: Iterable<number>, name: NodeJS.Signals): void {
    this.signal(name);
    for (const pid of members) send(pid, name);
  }
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
