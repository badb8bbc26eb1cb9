/**
 * A fast search for many short patterns at once (after Wu and Manber): from every pattern its first four characters are
 * taken, as sets. Most pairs of characters in a text are in none of them, and let the search skip three characters.
 *
 * It reads bytes, the low ones of the characters: other characters may be taken for those of a seed, but never the
 * other way round.
 */

type CodeSet = ReadonlySet<number>;
/** Four sets of characters. */
type Seed = readonly CodeSet[];

const LENGTH = 4;
const CODE_BITS = 7;
const CODES = 1 << CODE_BITS;
const MASK = CODES - 1;
const ANY: CodeSet = new Set(Array.from({ length: CODES }, (_, code) => code));
/** Shorter texts are not searched in two halves. */
const MIN_HALVED = 256;
/** Bits of one word of candidates. */
const WORD_BITS = 31;

/**
 * The seeds of a pattern, of which any match begins with one: literals, sets, dots and groups of alternatives. What
 * may repeat or be missing, and everything behind it, counts as any character.
 */
export function seedsOf(pattern: string): readonly Seed[] {
  return [...new Set(expand(pattern))].map((alternative) => {
    const sets: CodeSet[] = [];
    for (const { source = '', quantifier = '' } of elementsOf(alternative)) {
      if (sets.length === LENGTH || quantifier !== '') break;
      sets.push(setOf(source));
    }
    while (sets.length < LENGTH) sets.push(ANY);
    return sets;
  });
}

/** `(?:a|b)c` is `ac` and `bc`. */
function expand(pattern: string): readonly string[] {
  const group = /^(.*?)\(\?:([^()]*)\)(.*)$/.exec(pattern);
  if (group === null) return pattern.split('|');
  const [, before = '', alternatives = '', after = ''] = group;
  return alternatives.split('|').flatMap((alternative) => expand(before + alternative + after));
}

function elementsOf(pattern: string) {
  const elements = pattern.matchAll(/(?<source>\[[^\]]*\]|\\.|.)(?<quantifier>[?*+]|\{[^}]*\})?/g);
  return [...elements].map(({ groups }) => groups ?? {});
}

/** A set is wanted for many seeds, and to compile its pattern is most of what it costs. */
const setBySource = new Map<string, CodeSet>();

function setOf(source: string): CodeSet {
  const known = setBySource.get(source);
  if (known !== undefined) return known;
  const set = /^\w$/.test(source) ? new Set(casesOf(source)) : matchedBy(new RegExp(source, 'i'));
  setBySource.set(source, set);
  return set;
}

const casesOf = (letter: string) => [letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0)];

function matchedBy(pattern: RegExp): CodeSet {
  const set = new Set([...ANY].filter((code) => pattern.test(String.fromCharCode(code))));
  return set.size === CODES ? ANY : set;
}

/** The groups, as bits, that have a seed in the bytes from `start` to `end`. Those in `known` are not reported. */
export type SeedSearch = (bytes: Uint8Array, start: number, end: number, known: number) => number;

/** A seed in `groups[n]` is reported as bit n. A closure, so that the engine knows that the tables never change. */
export function createSeedSearch(groups: ReadonlyArray<readonly Seed[]>): SeedSearch {
  const { shifts, middles } = pairTables(groups.flat());
  const matchAt = createMatch(groups);

  // A seed may end one character after the text, which then has the code 0.
  const codeAt = (bytes: Uint8Array, at: number, end: number) => (at < end ? (bytes[at] ?? 0) & MASK : 0);

  const seedsAt = (bytes: Uint8Array, at: number, end: number, third: number, fourth: number) => {
    const second = codeAt(bytes, at - 2, end);
    if (middles[(second << CODE_BITS) | third] !== 1) return 0;
    return matchAt(codeAt(bytes, at - 3, end), second, third, fourth);
  };

  const restOf = (bytes: Uint8Array, from: number, last: number, end: number) => {
    let found = 0;
    for (let at = from; at <= last; ) {
      const third = (bytes[at - 1] ?? 0) & MASK;
      const fourth = codeAt(bytes, at, end);
      const shift = shifts[(third << CODE_BITS) | fourth] ?? 0;
      if (shift === 0) found |= seedsAt(bytes, at, end, third, fourth);
      at += shift === 0 ? 1 : shift;
    }
    return found;
  };

  return (bytes, start, end, known) => {
    let found = known;
    let at = start + LENGTH - 1;
    // Each step waits for the shift of the one before, so two searches at once take hardly longer than one.
    const half = end - start > MIN_HALVED ? (end - start) >> 1 : end - start;
    let other = start + half + LENGTH - 1;
    const middle = half === end - start ? end : other - 1;
    while (at <= middle && other < end) {
      const third = (bytes[at - 1] ?? 0) & MASK;
      const fourth = (bytes[at] ?? 0) & MASK;
      const otherThird = (bytes[other - 1] ?? 0) & MASK;
      const otherFourth = (bytes[other] ?? 0) & MASK;
      const shift = shifts[(third << CODE_BITS) | fourth] ?? 0;
      const otherShift = shifts[(otherThird << CODE_BITS) | otherFourth] ?? 0;
      if (shift === 0) found |= seedsAt(bytes, at, end, third, fourth);
      if (otherShift === 0) found |= seedsAt(bytes, other, end, otherThird, otherFourth);
      at += shift === 0 ? 1 : shift;
      other += otherShift === 0 ? 1 : otherShift;
    }
    found |= restOf(bytes, at, middle, end) | restOf(bytes, other, end, end);
    return found & ~known;
  };
}

/** How far to move on from a pair of characters; and which pairs are in the middle of a seed, as few are. */
function pairTables(seeds: readonly Seed[]) {
  const shifts = new Uint8Array(CODES * CODES).fill(LENGTH - 1);
  const middles = new Uint8Array(CODES * CODES);
  // The shortest shifts come last, and stay.
  for (let at = 0; at < LENGTH - 1; at += 1) {
    for (const seed of seeds) {
      const { [at]: first = ANY, [at + 1]: second = ANY } = seed;
      fillPairs(shifts, first, second, LENGTH - 2 - at);
      if (at === 1) fillPairs(middles, first, second, 1);
    }
  }
  return { shifts, middles };
}

function fillPairs(table: Uint8Array, firsts: CodeSet, seconds: CodeSet, value: number): void {
  for (const first of firsts) {
    const row = first << CODE_BITS;
    if (seconds === ANY) table.fill(value, row, row + CODES);
    else for (const second of seconds) table[row | second] = value;
  }
}

/** The groups that have a seed of these four characters: for each seed one bit, in words of bits. */
function createMatch(groups: ReadonlyArray<readonly Seed[]>) {
  const owners = groups.flatMap((group, owner) => group.map(() => 1 << owner));
  const words = Math.ceil(owners.length / WORD_BITS);
  const bits = new Int32Array(words * LENGTH * CODES);
  for (const [index, seed] of groups.flat().entries()) {
    for (const [position, codes] of seed.entries()) {
      const row = (Math.floor(index / WORD_BITS) * LENGTH + position) * CODES;
      for (const code of codes) bits[row + code] = (bits[row + code] ?? 0) | (1 << (index % WORD_BITS));
    }
  }

  return (first: number, second: number, third: number, fourth: number): number => {
    let found = 0;
    for (let word = 0; word < words; word += 1) {
      const row = word * LENGTH * CODES;
      const seeds =
        (bits[row + first] ?? 0) &
        (bits[row + CODES + second] ?? 0) &
        (bits[row + 2 * CODES + third] ?? 0) &
        (bits[row + 3 * CODES + fourth] ?? 0);
      for (let bit = 0; seeds >> bit !== 0; bit += 1) {
        if ((seeds & (1 << bit)) !== 0) found |= owners[word * WORD_BITS + bit] ?? 0;
      }
    }
    return found;
  };
}
