/** Texts that are spelled like others are found by WebAssembly where the patterns of plain-spelling.ts find them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOREIGN_WORDS, OTHER_SCRIPT } from '../../../../../src/agent/pipeline/secrets/lookalikes.js';
import { hasHiddenSpelling } from '../../../../../src/agent/pipeline/secrets/plain-spelling.js';
import { createSearches } from '../../../../../src/agent/pipeline/secrets/prefilter/searches.js';
import { SEED_TABLES } from '../../../../../src/agent/pipeline/secrets/prefilter/seed-tables.js';
import { spellingClasses } from '../../../../../src/agent/pipeline/secrets/prefilter/spelling-classes.js';
import { createVectorSearch } from '../../../../../src/agent/pipeline/secrets/prefilter/vector-search.js';
import { textMemory } from '../../../../../src/agent/pipeline/vector/text-memory.js';

const { hasSpelling } = createSearches(textMemory);
const vector = createVectorSearch(SEED_TABLES, textMemory);
const WORDS = FOREIGN_WORDS.split('|').flatMap((word) => ['', '_', ' '].map((gap) => word.replaceAll('[ _-]?', gap)));
const SIGNS = [
  '%41',
  '%2541',
  '&#65;',
  '+KEY-',
  '\\u0041',
  '\\x41',
  '\x1b[',
  '\u00ad',
  '\u200b',
  '\u2064',
  '\ufeff',
  'ｐ',
  '𝐩',
];
const PLAIN = [
  '%',
  '&',
  '+',
  '\\',
  '\x1b',
  '“',
  '€',
  '→',
  '🚀',
  'пр',
  'ко',
  '密',
  'ł',
  'ă',
  'é',
  'παν',
  'o\u0301',
  'x ',
];

const piece = fc.oneof(
  fc.constantFrom(...WORDS.flatMap((word) => [word, word.slice(1), word.slice(0, -1)])),
  fc.constantFrom(...SIGNS, ...PLAIN),
  fc.constantFrom(...OTHER_SCRIPT, '\u0301', 'a', 'Z', '@', '[', '`', '{', '\ud835', '\udc00'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const texts = fc.array(piece, { maxLength: 30 }).map((pieces) => `“${pieces.join('')}`);

describe('the search for spellings', () => {
  it('answers as the patterns do', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(hasSpelling(text)).toBe(hasHiddenSpelling(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(SIGNS)('finds a %j at every place', (sign) => {
    for (const at of [0, 7, 8, 15, 16, 63, 64, 199]) {
      const text = `${'“'.padEnd(at, 'x ').slice(0, at)}${sign}${'y – '.repeat(50)}`;
      expect(hasSpelling(text), text).toBe(true);
    }
  });

  it('finds every foreign word, at every place', () => {
    for (const word of WORDS) {
      for (const at of [0, 1, 6, 7]) {
        for (const text of [`${'–'.repeat(at)}${word}`, `– ${'.'.repeat(at)}${word} – – –`]) {
          expect(vector?.hasSpelling(text), text).toBe(true);
        }
      }
    }
  });

  it.each([
    ['typography', 'The report says: “fine, but slow” – it’s … “done” • here '],
    ['symbols', 'Total: 4,310.00 € → see § 3, ✓ done 🚀, 20 °C, a² ≤ b³ '],
    ['Russian', 'Сборка завершилась за четыре минуты, два теста были пропущены, остальные прошли. '],
    ['Chinese', '构建在四分钟内完成,跳过了两个测试,没有失败;详情请参阅报告。'],
    ['Polish', 'Budowanie gałęzi zakończyło się w cztery minuty, nic złego się nie stało. '],
  ])('finds nothing in %s, without the patterns', (_, sentence) => {
    expect(vector?.hasSpelling(sentence.repeat(40))).toBe(false);
  });

  it('leaves a text with many places to the patterns', () => {
    expect(vector?.hasSpelling('키 '.repeat(1000))).toBeUndefined();
    expect(hasSpelling('키 '.repeat(1000))).toBe(false);
  });

  it('has room for its tables', () => {
    const { pages, hashes } = spellingClasses();
    expect(50_432 + 256 * pages.length).toBeLessThan(65_600 - 64);
    expect(hashes).toHaveLength(1024);
  });
});
