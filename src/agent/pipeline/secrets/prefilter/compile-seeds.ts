/**
 * Compiles the patterns of all finders into tables for one fast search. A pattern gives seeds: sequences of sets of
 * characters, one of which is in every match. Of each seed the search looks for a window of four sets, of
 * which the last three are rarest in ordinary text. It reads bytes, the low ones of the characters.
 */
import { CLASS, folded, MAX_ELEMENTS, MAX_PAIRS, MAX_SEEDS, type SeedTables, slotOf } from './seed-format.js';

/** Codes below 128. Bytes beyond count as 0, which is in every set that excludes characters. */
type CodeSet = ReadonlySet<number>;

const WINDOW = 4;
const CODES = 128;
const MAX_KNOWN = 10;
const MAX_CLASSES = 31;
/** The last three sets of a window have no more combinations than this. */
const MAX_TRIPLES = 128;
const BUCKETS = 8;
/** Seeds are moved between buckets this often. */
const PASSES = 4;
const ANY: CodeSet = new Set(Array.from({ length: CODES }, (_, code) => code));

interface Seed {
  readonly group: number;
  readonly elements: readonly CodeSet[];
  readonly before: number;
  readonly window: readonly CodeSet[];
}

export function compileSeeds(patterns: Readonly<Record<string, readonly string[]>>): SeedTables {
  const seeds = Object.values(patterns).flatMap((group, index) =>
    [...new Set(group.flatMap(expand))].map((alternative) => seedOf(index, elementsOf(alternative))),
  );
  const classes = createClasses();
  const slots = slotsOf(seeds);
  const longest = Math.max(0, ...seeds.map(({ elements }) => elements.length));
  if (seeds.length > MAX_SEEDS || slots.length > 2 * MAX_PAIRS || longest > MAX_ELEMENTS) {
    throw new Error('the patterns of the finders have too many seeds for the memory of byte-search.wat');
  }
  return {
    seeds: seeds.map(({ group, before, elements }) => [group, before, elements.map(classes.elementOf).join('')]),
    classBits: classes.bits,
    slots,
    nibbles: nibblesOf(seeds),
  };
}

/** `(?:a|b)c` is `ac` and `bc`. */
function expand(pattern: string): readonly string[] {
  const group = /^(.*?)\(\?:([^()]*)\)(.*)$/.exec(pattern);
  if (group === null) return pattern.split('|');
  const [, before = '', alternatives = '', after = ''] = group;
  return alternatives.split('|').flatMap((alternative) => expand(before + alternative + after));
}

/** Literals, sets and dots. What may repeat or be missing ends the seed. */
function elementsOf(alternative: string): readonly CodeSet[] {
  const sets: CodeSet[] = [];
  for (const { groups } of alternative.matchAll(/(?<source>\[[^\]]*\]|\\.|.)(?<quantifier>[?*+]|\{[^}]*\})?/gu)) {
    if (sets.length === MAX_KNOWN || groups?.['quantifier'] !== undefined) break;
    sets.push(setOf(groups?.['source'] ?? ''));
  }
  return sets;
}

const setBySource = new Map<string, CodeSet>();

function setOf(source: string): CodeSet {
  const known = setBySource.get(source);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, 'iu');
  const codes = [...ANY].filter((code) => pattern.test(String.fromCharCode(code)));
  // A literal beyond ASCII: one of its bytes is all that is read of it.
  const set = codes.length === 0 || codes.length === CODES ? ANY : new Set(codes);
  setBySource.set(source, set);
  return set;
}

/** How often each character is seen among a thousand of English, roughly; any other four times. */
const FREQUENT: Readonly<Record<string, number>> = {
  ...{ ' ': 170, e: 100, t: 70, a: 66, o: 62, i: 58, n: 57, s: 53, r: 50, h: 45, d: 35, l: 34, u: 24, c: 24 },
  ...{ m: 21, f: 19, w: 17, g: 16, y: 15, p: 16, b: 13, v: 9, k: 6, j: 2, x: 2, q: 1, z: 1 },
};
const FREQUENCY = Array.from({ length: CODES }, (_, code) => (FREQUENT[String.fromCharCode(code)] ?? 4) / 1000);

const likelihood = (set: CodeSet) =>
  Math.min(
    1,
    [...set].reduce((sum, code) => sum + (FREQUENCY[code] ?? 0), 0),
  );

function seedOf(group: number, known: readonly CodeSet[]): Seed {
  // A seed of three sets begins anywhere.
  const elements = [ANY, ...known];
  while (elements.length < WINDOW) elements.push(ANY);
  let best: { readonly before: number; readonly cost: number } | undefined;
  for (let before = 0; before + WINDOW <= elements.length; before += 1) {
    const [, second = ANY, third = ANY, fourth = ANY] = elements.slice(before, before + WINDOW);
    if (product([second, third, fourth].map((set) => foldedCodes(set).size)) > MAX_TRIPLES) continue;
    const [two = 1, three = 1, four = 1] = [second, third, fourth].map(likelihood);
    const cost = two * three * four;
    if (best === undefined || cost < best.cost) best = { before, cost };
  }
  if (best === undefined) throw new Error('a pattern of a finder has no three selective characters in a row');
  return { group, elements, before: best.before, window: elements.slice(best.before, best.before + WINDOW) };
}

const product = (factors: readonly number[]) => factors.reduce((result, factor) => result * factor, 1);
const foldedCodes = (set: CodeSet): CodeSet => new Set([...set].map(folded));

/** The last three characters of a window, as window-hash.ts takes them. */
function triplesOf(window: readonly CodeSet[]): readonly number[] {
  const places = window.slice(1).map((set, place) => [...foldedCodes(set)].map((code) => code << (8 * place)));
  return places.reduce((triples, codes) => triples.flatMap((triple) => codes.map((code) => triple | code)), [0]);
}

function slotsOf(seeds: readonly Seed[]): readonly number[] {
  const pairs = seeds.flatMap(({ window }, seed) =>
    [...new Set(triplesOf(window).map(slotOf))].map((slot) => [slot, seed] as const),
  );
  return pairs.sort(([one, seed], [other, otherSeed]) => one - other || seed - otherSeed).flat();
}

function createClasses() {
  const bits = new Array<number>(CODES).fill(0);
  const known = new Map<CodeSet, string>();
  const add = (set: CodeSet) => {
    if (known.size === MAX_CLASSES) throw new Error('the patterns of the finders have too many sets of characters');
    for (const code of set) bits[code] = (bits[code] ?? 0) | (1 << known.size);
    const element = String.fromCharCode(CLASS + known.size);
    known.set(set, element);
    return element;
  };
  const elementOf = (set: CodeSet): string => {
    const literals = new Set([...set].map(folded));
    const [code = 0] = set;
    return literals.size === 1 ? String.fromCharCode(folded(code)) : (known.get(set) ?? add(set));
  };
  return { bits, elementOf };
}

/** Which halves of a byte a set has, the low ones in bits 0 to 15, the high ones in bits 16 to 31. */
function halvesOf(set: CodeSet): number {
  let halves = 0;
  for (const code of set) halves |= (1 << (code & 15)) | (1 << (16 + (code >> 4)));
  return set.has(0) ? -1 : halves;
}

/**
 * The seeds are put in eight buckets, each with the union of its seeds' halves at every place: a text is searched for
 * all of them at once. Each seed goes where it makes its bucket match the least more text (Hyperscan's Teddy).
 */
function nibblesOf(seeds: readonly Seed[]): readonly number[] {
  const windows = seeds.map(({ window }) => window.map(halvesOf));
  const owners = windows.map(() => -1);
  const union = (bucket: number, without: number) =>
    windows.reduce(
      (halves, window, seed) => (owners[seed] === bucket && seed !== without ? merge(halves, window) : halves),
      new Array<number>(WINDOW).fill(0),
    );
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const [seed, window] of windows.entries()) {
      const others = Array.from({ length: BUCKETS }, (_, bucket) => union(bucket, seed));
      const increases = others.map((halves) => costOf(merge(halves, window)) - costOf(halves));
      owners[seed] = increases.indexOf(Math.min(...increases));
    }
  }
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) => union(bucket, -1));
  return Array.from({ length: WINDOW * 32 }, (_, at) =>
    buckets.reduce((bits, bucket, index) => bits | ((((bucket[at >> 5] ?? 0) >>> (at & 31)) & 1) << index), 0),
  );
}

const merge = (one: readonly number[], other: readonly number[]) => one.map((old, place) => old | (other[place] ?? 0));
const costOf = (halves: readonly number[]) => product(halves.map(matched));

/** How much of ordinary text has such halves. */
function matched(halves: number): number {
  let sum = 0;
  for (let code = 0; code < CODES; code += 1) {
    if (((halves >>> (code & 15)) & (halves >>> (16 + (code >> 4))) & 1) === 1) sum += FREQUENCY[code] ?? 0;
  }
  return Math.min(1, sum);
}
