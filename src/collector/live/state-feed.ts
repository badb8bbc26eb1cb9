/** Sends the state to whoever listens: at once, and after a change at most once a second. */

const INTERVAL_MS = 1000;

export class StateFeed {
  readonly #read: () => Promise<unknown>;
  readonly #listeners = new Set<(state: unknown) => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => Promise<unknown>) {
    this.#read = read;
  }

  changed(): void {
    if (this.#listeners.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#send([...this.#listeners]);
    }, INTERVAL_MS).unref();
  }

  listen(listener: (state: unknown) => void): () => void {
    this.#listeners.add(listener);
    void this.#send([listener]);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The next change sends it again, so a state that could not be read is no loss. */
  async #send(listeners: readonly ((state: unknown) => void)[]): Promise<void> {
    const state = await this.#read().catch(() => undefined);
    if (state === undefined) return;
    for (const listener of listeners) if (this.#listeners.has(listener)) listener(state);
  }
}
