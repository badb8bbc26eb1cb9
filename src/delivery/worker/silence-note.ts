/** That something is silent: known in this process, and for a while told to others by a file in the spool folder. */
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { wallMs } from '../../real-time.js';

/** Other processes go by the note for this long. */
const NOTED_MS = 10 * 60_000;

export class SilenceNote {
  /** `undefined`: there is no folder. */
  readonly #path: string | undefined;
  #isSet: boolean;

  constructor(path: string | undefined) {
    this.#path = path;
    this.#isSet = path !== undefined && isRecent(path);
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  set(): void {
    this.#isSet = true;
    quietly(() => {
      if (this.#path !== undefined) writeFileSync(this.#path, '', { mode: 0o600 });
    });
  }

  clear(): void {
    this.#isSet = false;
    quietly(() => {
      if (this.#path !== undefined) rmSync(this.#path, { force: true });
    });
  }
}

function isRecent(path: string): boolean {
  try {
    return Math.abs(wallMs() - statSync(path).mtimeMs) < NOTED_MS;
  } catch {
    return false;
  }
}

/** Without the note the next exit waits for longer, and that is all. */
function quietly(step: () => void): void {
  try {
    step();
  } catch {}
}
