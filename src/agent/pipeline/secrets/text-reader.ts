/** Finds and replaces the secrets in a text. Every finder reads the original text; what they find is replaced at once. */

import type { TextMemory } from '../vector/text-memory.js';
import { createEncodedFinder } from './encoded-finder.js';
import { type Finder, readAll } from './finder.js';
import { literalFinder } from './literal-finder.js';
import { createNamedFinder } from './named-finder.js';
import { hasHiddenSpelling, plainSpelling } from './plain-spelling.js';
import { createPrefilter, type Prefilter } from './prefilter/prefilter.js';
import { privateKeyFinder } from './private-key-finder.js';
import type { SensitiveNames } from './sensitivity.js';
import { Spans } from './spans.js';
import { tokenFinder } from './token-finder.js';
import { createUrlFinder } from './url-finder.js';
import { webKeyFinder } from './web-key-finder.js';

export interface TextReader extends Prefilter {
  /** `text` without its secrets. */
  redact(text: string): string;
}

/** `memoryOf`: passed in, because the built agent holds this part apart from the writer, which uses the same one. */
export function createTextReader({ classify, stems }: SensitiveNames, memoryOf: () => TextMemory): TextReader {
  const finders: Finder[] = [
    ...stems.map((stem) => createNamedFinder(stem, classify)),
    tokenFinder,
    privateKeyFinder,
    createUrlFinder(classify),
    literalFinder,
    webKeyFinder,
  ];
  const spansOf = (text: string, all: readonly Finder[]) => {
    const found = new Spans();
    for (const finder of all) readAll(finder, text, found);
    return found;
  };
  // What is encoded in encoded text is not decoded again.
  const encoded = createEncodedFinder((decoded) => !spansOf(decoded, finders).isEmpty);
  const all = [...finders, encoded];
  const tokens = [tokenFinder, literalFinder];

  return {
    ...createPrefilter(all, memoryOf),
    redact(text) {
      if (!hasHiddenSpelling(text)) return spansOf(text, all).replaceIn(text);
      // Most finders read the plain spelling only: both would take twice the time. What goes before or after a token
      // may look like a part of it there (`водаAKIA…`), so tokens are also read as they are.
      const { plain, origins } = plainSpelling(text);
      const found = spansOf(text, tokens);
      found.addAll(spansOf(plain, all), origins);
      return found.replaceIn(text);
    },
  };
}
