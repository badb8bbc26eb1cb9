/**
 * The generic rule for notations that nobody wrote down: what looks generated is a secret when it stands close to the
 * name of one, with nothing but punctuation and a few words of code between them.
 */
import { mixtureOf, UUID } from '../randomness.js';
import type { Spans } from '../spans.js';
import type { Beside } from './named-secret.js';

/** How far from the name it may be. */
const MAX_GAP = 72;
/** Behind a character that may enclose a value or stand before it, and not in a path or an address. */
const GENERATED = /(?<=["'`([{<>:=|;,]|[^!-~])[\w+/=~-]{12,}/g;
const MAX_SEEN = 96;

interface Word {
  readonly start: number;
  readonly end: number;
}

/** The words that look generated in one text, in their order. Each is looked for once, however many names there are. */
class Generated {
  #from = 0;
  #next: Word | undefined;

  /** The first that begins at or after `from`. */
  after(text: string, from: number): Word | undefined {
    if (from < this.#from || (this.#next !== undefined && this.#next.start >= from)) return this.#next;
    GENERATED.lastIndex = Math.max(from, this.#from);
    this.#next = undefined;
    for (let match = GENERATED.exec(text); match !== null; match = GENERATED.exec(text)) {
      if (!looksGenerated(match[0])) continue;
      this.#next = { start: match.index, end: GENERATED.lastIndex };
      break;
    }
    this.#from = this.#next?.start ?? text.length;
    return this.#next;
  }
}

/** Stricter than `isOpaque`, because less says that it is a secret. Hashes and UUIDs are ids. */
function looksGenerated(word: string): boolean {
  const { length, digits, uppers, lowers, others, changes, inWords, isHex } = mixtureOf(
    word,
    0,
    Math.min(word.length, MAX_SEEN),
  );
  if (isHex || UUID.test(word) || lowers === 0 || others > length / 8) return false;
  if (inWords > 0.64 * length) return false;
  return digits > 0 ? changes >= length / 4 : uppers >= length / 4 && lowers >= length / 5;
}

const generated = new WeakMap<Spans, Generated>();

function generatedIn(found: Spans): Generated {
  const known = generated.get(found);
  if (known !== undefined) return known;
  const words = new Generated();
  generated.set(found, words);
  return words;
}

/** Up to the first comma or line break: any few words. After it, only those that announce a value. */
const BOUNDARY = /[,;\n]|\\n/;
const WORDS = /[A-Za-z]+|\d+/g;
const MAX_WORDS = 5;
const MAX_WORD = 16;
const VALUE_WORD =
  /^(?:(?:\w{0,20}(?:value|val|secret|text|default|header|string|str))|v|s|r|n|t|old|new|content|contents|example|data|rows|values|result|attributes|type|true|false|secure|secured|hidden|encrypted|in|query|required|concealed|purpose|password|get|set|option|parameter|param|setting|variable|property|meta|attribute|is|and|was|gt|lt|quot|tr|td|th|br|b|span|div|code|dd|dt|\d{1,3})$/i;

/** Whether `gap`, between a name and a word, says that they belong together. */
function joins(gap: string): boolean {
  if (gap.includes('://') || /[.?!]\s+[A-Z]/.test(gap)) return false;
  const boundary = gap.search(BOUNDARY);
  const before = (boundary < 0 ? gap : gap.slice(0, boundary)).match(WORDS) ?? [];
  if (before.length > MAX_WORDS || before.some((word) => word.length > MAX_WORD)) return false;
  const after = boundary < 0 ? [] : (gap.slice(boundary).match(WORDS) ?? []);
  return after.every((word) => VALUE_WORD.test(word));
}

const MAX_FOLLOWING = 8;
/** Before the comma: what closes a value. */
const MAX_CLOSE = 6;
const TAG = /<\/?\w{1,10}[^<>]{0,40}>/g;

export function readNearby({ text, place, found }: Beside): number {
  const word = generatedIn(found).after(text, place.end);
  if (word === undefined || word.start - place.end > MAX_GAP) return -1;
  if (/[(.:]/.test(text[word.end] ?? '') && /[\w(]/.test(text[word.end + 1] ?? '')) return -1;
  if (!joins(text.slice(place.end, word.start).replace(TAG, ' '))) return -1;
  return addAll(text, word, found);
}

/** `"old": "…", "new": "…"`: the words that follow in the same way. */
function addAll(text: string, first: Word, found: Spans): number {
  let { end } = first;
  found.add(first.start, end);
  for (let count = 0; count < MAX_FOLLOWING; count += 1) {
    const next = generatedIn(found).after(text, end);
    if (next === undefined || next.start - end > MAX_GAP) return end;
    const gap = text.slice(end, next.start);
    if (!BOUNDARY.test(gap) || gap.search(BOUNDARY) > MAX_CLOSE || !joins(gap)) return end;
    found.add(next.start, next.end);
    end = next.end;
  }
  return end;
}
