/** The parts of one text that are secrets, collected by the finders in any order. */
import { REDACTED } from './redacted.js';

interface Span {
  readonly start: number;
  readonly end: number;
  readonly standIn: string;
}

export class Spans {
  readonly #spans: Span[] = [];

  /** Marks the text from `start` up to `end`. `standIn` replaces it when no other span overlaps it from the left. */
  add(start: number, end: number, standIn: string = REDACTED): void {
    if (end > start) this.#spans.push({ start, end, standIn });
  }

  /** Adds what was found in another spelling of the text; see PlainSpelling. */
  addAll(other: Spans, origins: Int32Array): void {
    for (const { start, end, standIn } of other.#spans) this.add(origins[start] ?? 0, origins[end] ?? 0, standIn);
  }

  get isEmpty(): boolean {
    return this.#spans.length === 0;
  }

  /** `text` with every span replaced. Overlapping spans become one. */
  replaceIn(text: string): string {
    if (this.isEmpty) return text;
    this.#spans.sort((one, other) => one.start - other.start || other.end - one.end);
    let out = '';
    let done = 0;
    for (const { start, end, standIn } of this.#spans) {
      if (start >= done) out += text.slice(done, start) + standIn;
      done = Math.max(done, end);
    }
    return out + text.slice(done);
  }
}
