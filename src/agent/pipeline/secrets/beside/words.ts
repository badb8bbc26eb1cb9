/** A name and a value with nothing but blanks or words between them: `setx API_KEY …`, `your password is …`. */

import { isSecretUnder } from '../name-judge.js';
import { isOpaque } from '../randomness.js';
import type { Beside } from './named-secret.js';

const CLOSE = /\\{0,127}["'`*)\]]{0,3}/y;
const BLANKS = /(?:[ \t]{1,16}[:=]?[ \t]{0,16}|:[ \t]{1,16})(?:\\{0,127}["'`([*]){0,2}/y;
/** Words that may stand between a name and its value. */
const BLANK = /[ \t:]/;
const LINK =
  /(?:is|was|are|to|for|of|with|from|key|user|account|value|this|your|the|set|changed|now|new|will|be|header|provided|found|used|received)(?=[ \t:=])/iy;
const WORD = /[^\s"'`<>()[\]{},;\\]{8,256}/y;
const REST = /[^\s"'`<>()[\]{},;\\]+/y;
const MAX_LINKS = 4;

export function readWords({ text, place, kind, found }: Beside): number {
  let at = after(CLOSE, text, place.end);
  if (!BLANK.test(text[at] ?? '')) return -1;
  for (let links = 0; links <= MAX_LINKS; links += 1) {
    const start = after(BLANKS, text, at);
    if (start === at) return -1;
    const end = after(WORD, text, start);
    const word = text.slice(start, end);
    if (word !== '' && isOpaque(word) && isSecretUnder(kind, word)) {
      const last = after(REST, text, end);
      found.add(start, last);
      return last;
    }
    at = after(LINK, text, start);
    if (at === start) return -1;
  }
  return -1;
}

/** Where `pattern`, which is sticky, ends at `at`; `at` when it does not match. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
