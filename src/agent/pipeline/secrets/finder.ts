/** One way in which secrets appear in a text. */
import type { SearchableText } from './prefilter/byte-search.js';
import type { Spans } from './spans.js';

/** The finders whose matches begin with, or hold, one of the patterns in prefilter/seed-patterns.ts. */
export const SEED_GROUPS = ['names', 'keys', 'private keys', 'urls', 'literals', 'encoded', 'web keys'] as const;
export type SeedGroup = (typeof SEED_GROUPS)[number];

/**
 * `read` is only ever called at a place that `next` returned, and the prefilter asks `next`, so it cannot miss
 * what a finder finds.
 *
 * Both must take linear time over a whole text: what `read` reads beyond a constant number of characters, it consumes.
 */
export interface Finder {
  /** Whose patterns are in what `next` finds; undefined when it has none. */
  readonly group?: SeedGroup;
  /** One of character-class.ts: a short text in which it is not possible is not read. */
  readonly notation: number;
  /** The next place at or after `from` that needs reading, or -1. */
  next(text: string, from: number): number;
  /** Whether there is any such place in the text. `bytes` has the same text. */
  isIn?(text: string, bytes: SearchableText): boolean;
  /** Adds the secrets at `at` to `found`, and returns where to continue. */
  read(text: string, at: number, found: Spans): number;
}

export function readAll(finder: Finder, text: string, found: Spans): void {
  let at = finder.next(text, 0);
  while (at >= 0) at = finder.next(text, Math.max(at + 1, finder.read(text, at, found)));
}
