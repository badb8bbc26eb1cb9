/** `<password>…</password>`, and what property lists have: `<key>password</key><string>…</string>`. */
import { firstMatch } from '../value-end.js';
import { type Beside, isSecret, JUDGED_CHARS } from './named-secret.js';

/** After the name of an element: its attributes. */
const OPENED = /(?:\s[^<>]{0,200})?>\s{0,32}(?:<!\[CDATA\[)?/y;
const PLIST_VALUE = /<\/\w{1,16}>\s{0,32}<\w{1,16}>\s{0,32}/y;
/** Not the type parameter of something. */
const TAG_START = /(?<![\w$])<(?:[\w.-]{1,32}:)?$/;
const TAG = /\s{0,32}(?:<|\]\]>)/g;

const GREATER = 62;
const LESS = 60;
const COLON = 58;

export function readElement(beside: Beside): number {
  const { text, place, found } = beside;
  const before = text.charCodeAt(place.start - 1);
  if (before !== GREATER && before !== LESS && before !== COLON) return -1;
  const isContent = before === GREATER;
  if (!isContent && !TAG_START.test(text.slice(Math.max(0, place.start - 34), place.start))) return -1;
  const pattern = isContent ? PLIST_VALUE : OPENED;
  pattern.lastIndex = place.end;
  if (!pattern.test(text)) return -1;
  const start = pattern.lastIndex;
  const head = text.slice(start, start + JUDGED_CHARS);
  const value = head.slice(0, firstMatch(head, 0, TAG));
  if (value === '' || !isSecret(beside, value, isContent ? 'likely' : 'certain')) return -1;
  const end = firstMatch(text, start, TAG);
  found.add(start, end);
  return end;
}
