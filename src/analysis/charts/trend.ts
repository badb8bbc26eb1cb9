/** Times counted in equal parts of a period, for a sparkline. */

export const TREND_PARTS = 30;

export const NO_TREND: readonly number[] = Array<number>(TREND_PARTS).fill(0);

export class Trend {
  readonly #fromMs: number;
  readonly #lengthMs: number;
  readonly #shares = [...NO_TREND];

  /** Both ends are included. */
  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#lengthMs = toMs - fromMs + 1;
  }

  add(atMs: number): void {
    this.#addTo(Math.floor(this.#partOf(atMs)), 1);
  }

  /**
   * So many, each somewhere in a slot: a slot that lies in two parts is divided between them by time. In whole slots, some
   * parts would have two of them and their neighbours one.
   */
  addSlot(startMs: number, slotMs: number, count: number): void {
    const from = Math.max(0, this.#partOf(startMs));
    const to = Math.min(TREND_PARTS, this.#partOf(startMs + slotMs));
    for (let part = Math.floor(from); part < to; part += 1) {
      const share = (Math.min(part + 1, to) - Math.max(part, from)) / (to - from);
      this.#addTo(part, count * share);
    }
  }

  /** Whole numbers with the same sum: what rounding takes from one part, the next one has. */
  get counts(): readonly number[] {
    let sum = 0;
    let given = 0;
    return this.#shares.map((share) => {
      sum += share;
      const count = Math.round(sum) - given;
      given += count;
      return count;
    });
  }

  #partOf(atMs: number): number {
    return ((atMs - this.#fromMs) * TREND_PARTS) / this.#lengthMs;
  }

  #addTo(part: number, count: number): void {
    if (part >= 0 && part < TREND_PARTS) this.#shares[part] = (this.#shares[part] ?? 0) + count;
  }
}
