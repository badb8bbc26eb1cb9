/** Where a pattern matches next in one text, remembered: it is looked for once, however often and in whatever order it is asked for. */
import type { Spans } from '../spans.js';

export class NextMatch {
  readonly #pattern: RegExp;
  readonly #known = new WeakMap<Spans, { from: number; index: number }>();

  /** `pattern` is global. */
  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** Of the text in which `found` is collected, at or after `from`; its length when there is none. */
  after(text: string, from: number, found: Spans): number {
    const known = this.#known.get(found);
    if (known !== undefined && known.from <= from && from <= known.index) return known.index;
    this.#pattern.lastIndex = from;
    const index = this.#pattern.exec(text)?.index ?? text.length;
    this.#known.set(found, { from, index });
    return index;
  }
}
