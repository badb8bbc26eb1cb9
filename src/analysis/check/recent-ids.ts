/** Which events have been seen, so that one that is delivered twice counts once. Forgets the oldest: memory is limited. */
const GENERATION = 250_000;

export class RecentIds {
  #current = new Set<string>();
  #previous = new Set<string>();

  /** Whether `id` is new. */
  add(id: string): boolean {
    if (this.#current.has(id) || this.#previous.has(id)) return false;
    this.#current.add(id);
    if (this.#current.size >= GENERATION) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    return true;
  }
}
