/** The search for seeds finds the place of every secret, with and without WebAssembly. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSEMBLIES, assembled } from '../../../../../scripts/assemble.js';
import { createEncodedFinder } from '../../../../../src/agent/pipeline/secrets/encoded-finder.js';
import { type Finder, SEED_GROUPS } from '../../../../../src/agent/pipeline/secrets/finder.js';
import { literalFinder } from '../../../../../src/agent/pipeline/secrets/literal-finder.js';
import { createNamedFinder } from '../../../../../src/agent/pipeline/secrets/named-finder.js';
import {
  createByteSearch,
  type SearchableText,
} from '../../../../../src/agent/pipeline/secrets/prefilter/byte-search.js';
import { compileSeeds } from '../../../../../src/agent/pipeline/secrets/prefilter/compile-seeds.js';
import { createSearches } from '../../../../../src/agent/pipeline/secrets/prefilter/searches.js';
import {
  MAX_ELEMENTS,
  MAX_PAIRS,
  MAX_SEEDS,
  SLOTS,
} from '../../../../../src/agent/pipeline/secrets/prefilter/seed-format.js';
import { createSeedMatch } from '../../../../../src/agent/pipeline/secrets/prefilter/seed-match.js';
import { SEED_PATTERNS } from '../../../../../src/agent/pipeline/secrets/prefilter/seed-patterns.js';
import { SEED_TABLES } from '../../../../../src/agent/pipeline/secrets/prefilter/seed-tables.js';
import { privateKeyFinder } from '../../../../../src/agent/pipeline/secrets/private-key-finder.js';
import { createSensitiveNames } from '../../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { createUrlFinder } from '../../../../../src/agent/pipeline/secrets/url-finder.js';
import { textMemory } from '../../../../../src/agent/pipeline/vector/text-memory.js';

const { stems, classify } = createSensitiveNames([]);
const FINDERS: readonly Finder[] = [
  ...stems.map((stem) => createNamedFinder(stem, classify)),
  privateKeyFinder,
  createUrlFinder(classify),
  literalFinder,
  createEncodedFinder(() => true),
];
const finderOf = (group: number) => FINDERS.find((finder) => finder.group === SEED_GROUPS[group]);

const FIRST_OF_AT = 4096;
const searches = createSearches(textMemory);
const plain = createByteSearch(() => createSeedMatch(SEED_TABLES));

/** In WebAssembly as long and as short text, and without it. */
function searchables(text: string): readonly SearchableText[] {
  const buffer = Buffer.from(`?${text}`, 'latin1');
  const bytes = new Uint8Array(buffer);
  const end = bytes.length;
  const short = text.length <= 64 ? [searches.ofShort(bytes, 1, end)] : [];
  return [searches.ofLong(text), ...short, { search: plain, bytes, start: 1, end }];
}

/** Pieces of patterns in any case, and what stands between them. */
const PIECES = Object.values(SEED_PATTERNS)
  .flat()
  .flatMap((pattern) => pattern.split(/\(\?:|\)|\||\[[^\]]*\]|[.?]/))
  .map((piece) => piece.replaceAll('\\', ''))
  .filter((piece) => piece !== '');
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES, ...PIECES.map((piece) => piece.toUpperCase())),
      fc.constantFrom(' ', '=', '"', ':', '-', '_', '.', '\n', 'é', '“', '密', '\0', 'x', 'ey', '7', 'https://a?b'),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

describe('the search for seeds', () => {
  it('finds a seed in every text in which a finder finds something', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const searchable of searchables(text)) {
          const groups = searches.groupsIn(searchable);
          const missed = SEED_GROUPS.filter(
            (_, group) => (groups & (1 << group)) === 0 && (finderOf(group)?.next(text, 0) ?? -1) >= 0,
          );
          expect(missed).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['recovery', 'backup', 'onetime', 'security', 'auth', 'login', 'access', 'mfa', '2fa', 'otp', 'sms'])(
    'finds the code that is named for %s in every spelling',
    (kind) => {
      for (const name of ['', '-', '_', '.', ' ', '\t', '/', '+', ':', '*', '\u2011'].map(
        (separator) => `${kind}${separator}code`,
      )) {
        for (const searchable of searchables(name)) expect(searches.groupsIn(searchable) & 1, name).toBe(1);
      }
    },
  );

  it('finds the same with and without WebAssembly', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [first, ...others] = searchables(text).map((searchable) => {
          const { search, bytes, start, end } = searchable;
          const runs: number[] = [];
          for (let at = search.runAt(bytes, start, end); at >= 0; at = search.runAt(bytes, at + 13, end)) {
            runs.push(at - start);
          }
          return { groups: searches.groupsIn(searchable), runs: runs.slice(0, 1) };
        });
        // Without WebAssembly a control character may be taken for another one.
        if (/[^\0\n\x20-\xff]/.test(Buffer.from(text, 'latin1').toString('latin1'))) return;
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 3000 },
    );
  });

  it('uses WebAssembly here', () => {
    expect(searches.ofLong('text').search).not.toBe(searches.inPlace(new Uint8Array(9), 1, 9).search);
  });

  it('also reads texts that are too long for its memory', () => {
    const text = `${'x '.repeat(100_000)}password=1`;
    expect(searches.groupsIn(searches.ofLong(text)) & 1).toBe(1);
    expect(searches.groupsIn(searches.ofLong('x '.repeat(100_000)))).toBe(0);
  });

  it('has forgotten a text when it reads the next', () => {
    expect(searches.groupsIn(searches.ofLong('passwords are long'))).toBe(1);
    expect(searches.groupsIn(searches.ofLong('pa'))).toBe(0);
    expect(searches.groupsIn(searches.ofShort(Buffer.from('?password:'), 1, 10))).toBe(1);
    expect(searches.groupsIn(searches.ofShort(Buffer.from('?pa'), 1, 3))).toBe(0);
  });
});

describe('compiled seeds', () => {
  const windowsOf = (pattern: string) =>
    compileSeeds({ group: [pattern] }).seeds.map(([, before, elements]) =>
      elements.slice(before, before + 4).replace(/[^ -~]/g, '?'),
    );

  it('are searched for by their rarest three characters, and the one before', () => {
    expect(windowsOf('pass[^ei]|(?:auth|mfa).code')).toEqual(['?pas', '?cod', '?mfa']);
    expect(windowsOf('://')).toEqual(['?://']);
    expect(windowsOf('authoriz')).toEqual(['oriz']);
  });

  it('end where a pattern may go on in two ways', () => {
    expect(windowsOf('abcd?efgh')).toEqual(['?abc']);
    expect(() => compileSeeds({ group: ['ab?cd'] })).toThrow(/selective/);
  });
});

describe('the memory of the search', () => {
  const word = (number: number) => [...number.toString(26).padStart(5, '0')].map((digit) => `q${digit}`).join('');

  it('has room for all seeds', () => {
    expect(SEED_TABLES.seeds.length).toBeLessThanOrEqual(MAX_SEEDS);
    expect(SEED_TABLES.slots.length / 2).toBeLessThanOrEqual(MAX_PAIRS);
    expect(Math.max(...SEED_TABLES.seeds.map(([, , elements]) => elements.length))).toBeLessThanOrEqual(MAX_ELEMENTS);
  });

  it('does not take seeds, or the places where they are looked up, beyond its room', () => {
    const seeds = Array.from({ length: MAX_SEEDS }, (_, number) => word(number));
    expect(compileSeeds({ group: seeds }).seeds).toHaveLength(MAX_SEEDS);
    expect(() => compileSeeds({ group: [...seeds, word(MAX_SEEDS)] })).toThrow(/room|memory/);
    // With 125 combinations of the last three characters each.
    const sets = ['[a-e]', '[f-j]', '[k-o]', '[p-t]', '[u-y]'];
    const wide = sets.flatMap((one) => sets.map((other) => `${one}${other}[a-e]`));
    expect(() => compileSeeds({ group: wide })).toThrow(/memory/);
  });

  it.each([
    ['the seeds of the slots', FIRST_OF_AT + 2 * SLOTS],
    ['the seeds', FIRST_OF_AT + 2 * SLOTS + 2 * MAX_PAIRS],
    ['the hashes', FIRST_OF_AT + 2 * SLOTS + 2 * MAX_PAIRS + 16 * MAX_SEEDS],
  ])('has %s where the program looks for them', (_what, place) => {
    expect(readFileSync(ASSEMBLIES[0]?.source ?? '', 'utf8')).toMatch(new RegExp(`;; +${place}  `));
  });
});

describe('the programs in WebAssembly', () => {
  it.each(ASSEMBLIES)('$target is assembled from $source', async (assembly) => {
    expect(readFileSync(assembly.target, 'utf8'), 'run: npm run assemble').toBe(await assembled(assembly));
  });
});
