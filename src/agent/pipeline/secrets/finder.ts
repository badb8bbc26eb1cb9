/** One way in which secrets appear in a text. */
import type { Spans } from './spans.js';

/**
 * `read` is only ever called at a place that `next` returned, and the prefilter asks `next`, so it cannot miss
 * what a finder finds.
 *
 * Both must take linear time over a whole text: what `read` reads beyond a constant number of characters, it consumes.
 */
export interface Finder {
  /** What `next` finds matches one of these, from which the prefilter is derived; undefined when it is not a pattern. */
  readonly patterns?: readonly string[];
  /** One of character-class.ts: a short text in which it is not possible is not read. */
  readonly notation: number;
  /** The next place at or after `from` that needs reading, or -1. */
  next(text: string, from: number): number;
  /** Whether there is any such place in the text, which `bytes` holds as Latin-1 from `start` to `end`. */
  isIn?(text: string, bytes: Uint8Array, start: number, end: number): boolean;
  /** Adds the secrets at `at` to `found`, and returns where to continue. */
  read(text: string, at: number, found: Spans): number;
}

export function readAll(finder: Finder, text: string, found: Spans): void {
  let at = finder.next(text, 0);
  while (at >= 0) at = finder.next(text, Math.max(at + 1, finder.read(text, at, found)));
}
