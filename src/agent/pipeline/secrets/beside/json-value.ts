/** Values of JSON that are not strings: numbers, lists and objects, which become a string. */

import { isSecretUnder } from '../name-judge.js';
import { isOpaque } from '../randomness.js';
import { REDACTED } from '../redacted.js';
import { firstMatch, nestEnd } from '../value-end.js';
import type { Beside } from './named-secret.js';

const PLAIN_END = /[,}\]\s\\]/g;
const NOTHING = /^(?:null|true|false|None|True|False|undefined)?$/;
const STRING = /["'](?<content>[^"'\\]{8,256})\\{0,127}["'](?!\\{0,127}\s{0,8}:)/g;
/** `"cookie": ["./cookie.js"]`: what a package exports. */
const PATHS = /^[[{]\s{0,32}\\{0,127}["']\.{0,2}\//;
/** Of a list under a name whose values are secrets only when they look generated. */
const MAX_LIST = 512;

/** `quote` is the one that closes the name, with its backslashes. */
export function readJsonValue(beside: Beside, at: number, quote: string): number {
  const { text, kind, found } = beside;
  const isNest = text[at] === '{' || text[at] === '[';
  if (kind === 'opaque') return isNest ? readList(beside, at) : -1;
  if (kind !== 'secret') return -1;
  const end = isNest ? nestEnd(text, at, quote.length - 1, quote.slice(-1)) : firstMatch(text, at, PLAIN_END);
  if (NOTHING.test(text.slice(at, Math.min(end, at + 16))) || PATHS.test(text.slice(at, at + 64))) return -1;
  found.add(at, end, `${quote}${REDACTED}${quote}`);
  return end;
}

/** `"tokens": {"a": "…"}`: the strings that look generated, but not the names. */
function readList({ text, kind, found }: Beside, at: number): number {
  const list = text.slice(at, at + MAX_LIST);
  const inner = list.slice(0, list.search(/[}\]]/) + 1 || list.length);
  for (const match of inner.matchAll(STRING)) {
    const content = match.groups?.content ?? '';
    const start = at + match.index + 1;
    if (isOpaque(content) && isSecretUnder(kind, content)) found.add(start, start + content.length);
  }
  return -1;
}
