/** Lists of bare values: `passwords: [a, b]`, and in YAML one on each line. */
import { type Beside, isSecret } from './named-secret.js';

const FLOW = /\[\s{0,8}/y;
const FLOW_ITEM = /(?<item>[^\s,[\]{}"'\\]{1,256})\s{0,8}(?:,\s{0,8}|\])/y;
const YAML = /-[ \t]{1,4}/y;
const YAML_ITEM = /(?<item>[^\s,[\]{}"'\\:]{1,256})(?:[ \t]{0,8}(?:(?:\r?\n|\\{1,64}n)[ \t]{0,64}-[ \t]{1,4})?|$)/y;
const MAX_ITEMS = 64;

/** Adds the secrets in the list at `at`, and returns its end; -1 when there is none. */
export function readItems(beside: Beside, at: number): number {
  const { text } = beside;
  if (text[at] === '[') return readEach(beside, at, FLOW, FLOW_ITEM);
  return text[at] === '-' && /[\sn]/.test(text[at - 1] ?? '') ? readEach(beside, at, YAML, YAML_ITEM) : -1;
}

function readEach(beside: Beside, at: number, opening: RegExp, each: RegExp): number {
  const { text, found } = beside;
  opening.lastIndex = at;
  if (!opening.test(text)) return -1;
  let next = opening.lastIndex;
  let end = -1;
  for (let count = 0; count < MAX_ITEMS; count += 1) {
    each.lastIndex = next;
    const item = each.exec(text)?.groups?.item;
    if (item === undefined || !isSecret(beside, item, 'likely')) return end;
    found.add(next, next + item.length);
    end = next + item.length;
    if (each.lastIndex === end) return end;
    next = each.lastIndex;
  }
  return end;
}
