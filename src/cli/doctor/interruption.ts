/** Ctrl-C at any moment: what doctor has started is ended, then doctor ends by the signal that it was sent. */
import { dieBy } from '../signal-relay.js';

const SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
const NEVER = new Promise<never>(() => {});

export class Interruption {
  #cleanUp: () => Promise<void> = async () => {};
  #isOver = false;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#end);
  }

  /** For what is started and has to be undone. */
  readonly hooks = {
    mayStart: () => this.unless(Promise.resolve()),
    onCleanUp: (cleanUp: () => Promise<void>) => {
      this.#cleanUp = cleanUp;
    },
  };

  /** As `work`, but once a signal has come it never settles: what comes of it then, such as a missing folder, is no news. */
  async unless<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      return this.#isOver ? await NEVER : result;
    } catch (error) {
      return this.#isOver ? NEVER : Promise.reject(error);
    }
  }

  stop(): void {
    for (const signal of SIGNALS) process.off(signal, this.#end);
  }

  readonly #end = async (signal: NodeJS.Signals): Promise<void> => {
    // A second signal does not wait for a polite end: the keepers of the servers do the rest.
    if (!this.#isOver) {
      this.#isOver = true;
      await this.#cleanUp().catch(() => {});
    }
    this.stop();
    await dieBy(signal);
  };
}
