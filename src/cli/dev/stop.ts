/** What ends `mcpwatch dev`: Ctrl-C, SIGTERM, the end of its terminal, or that nobody reads its output any more. */
import { dieBy } from '../signal-relay.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Under npx one Ctrl-C comes twice: from the terminal, and passed on. One that comes later means "now!". */
const SAME_MS = 1000;

/** Node gives signals their default action back while it exits: the second one is waited for this long. */
const SECOND_MS = 100;

export class Stop {
  readonly came: Promise<void>;
  /** A command that has not been started by then is not started any more. */
  hasCome = false;
  #cameAt = 0;
  #resolve = () => {};

  constructor(stdout: NodeJS.WriteStream) {
    this.came = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    for (const signal of SIGNALS) process.on(signal, this.#take);
    stdout.on('error', () => this.#stop());
  }

  /** From here on signals do what they do by default: a command's own signal is to end this process too. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#take);
  }

  /** The second signal of one Ctrl-C has come by then, so that this process can exit with its own code. */
  async secondHasCome(): Promise<void> {
    const leftMs = this.#cameAt + SECOND_MS - performance.now();
    if (this.hasCome && leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
  }

  readonly #take = (signal: NodeJS.Signals): void => {
    if (!this.hasCome) {
      this.#stop();
      return;
    }
    // A command that still runs gets it instead.
    const isOurs = process.listenerCount(signal) === 1;
    if (!isOurs || performance.now() - this.#cameAt < SAME_MS) return;
    this.release();
    void dieBy(signal);
  };

  #stop(): void {
    this.hasCome = true;
    this.#cameAt = performance.now();
    this.#resolve();
  }
}
