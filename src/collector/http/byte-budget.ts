/** How many bytes all requests in progress may hold together (#9 C14). */

/** One holder's part of the budget. */
export interface Share {
  /** False: the budget is used up, and nothing was taken. */
  take(bytes: number): boolean;
  /** Gives back all that was taken. May be called again. */
  release(): void;
}

export class ByteBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  share(): Share {
    let heldBytes = 0;
    return {
      take: (bytes) => {
        if (this.#usedBytes + bytes > this.#maxBytes) return false;
        this.#usedBytes += bytes;
        heldBytes += bytes;
        return true;
      },
      release: () => {
        this.#usedBytes -= heldBytes;
        heldBytes = 0;
      },
    };
  }
}
