/** What every reader of the text beside a name is given, and what it answers. */

import { isSecretUnder } from '../name-judge.js';
import type { NamePlace } from '../name-place.js';
import type { KeyClassifier, Sensitivity } from '../sensitivity.js';
import type { Spans } from '../spans.js';
import { hasOpaqueWord, isCode, isPlaceholder, isProse, isWording } from '../value-judgement.js';

export interface Beside {
  readonly text: string;
  readonly place: NamePlace;
  readonly kind: Sensitivity;
  readonly found: Spans;
  readonly classify: KeyClassifier;
}

/** Adds the secret and returns where to continue, or returns -1 when there is none in this notation. */
export type ReadBeside = (beside: Beside) => number;

/**
 * How clearly the notation says that a value follows. `certain`: anything but a placeholder and prose. `likely`: no
 * plain words and no code either. `possible`: only what looks generated.
 */
export type Certainty = 'certain' | 'likely' | 'possible';

/** What is read of a value to judge it. */
export const JUDGED_CHARS = 96;

/** Names whose values have blanks in them. */
const MANY_WORDS = /phrase|mnemonic|cookie/i;

const OTHER_LETTERS = /[^\0-\u024f]/;

export function isSecret({ kind, place }: Beside, value: string, certainty: Certainty): boolean {
  if (!isSecretUnder(kind, value) || isPlaceholder(value) || value === place.name) return false;
  // `"pass": "…"` in a file of translations.
  if (kind === 'text' && OTHER_LETTERS.test(value) && !hasOpaqueWord(value)) return false;
  if (certainty === 'possible') return hasOpaqueWord(value);
  if (isProse(value) && !MANY_WORDS.test(place.name)) return false;
  return certainty === 'certain' || (!isWording(value) && !isCode(value));
}
