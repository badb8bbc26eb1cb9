/** Answers that hold for as long as what they were made from is the same: most tools and problems rest at any time. */

const MAX_ENTRIES = 2000;

export class Remembered<T> {
  readonly #entries = new Map<string, { readonly version: string; readonly value: T }>();

  get(key: string, version: string, make: () => T): T {
    const known = this.#entries.get(key);
    if (known?.version === version) return known.value;
    const value = make();
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(key, { version, value });
    return value;
  }
}
