/** Two calls compared line by line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../src/page/views/compare/line-diff.js';

const sides = (before: readonly string[], after: readonly string[]) => {
  const diff = diffLines(before, after);
  const side = (other: string) => diff.filter(({ kind }) => kind !== other).map(({ text }) => text);
  return { before: side('added'), after: side('removed'), changed: diff.filter(({ kind }) => kind !== 'same').length };
};

describe('the difference of two texts', () => {
  it('holds both texts in full, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(sides(before, after)).toMatchObject({ before, after });
      }),
    );
  });

  it('is the smallest: one changed line is one removed and one added', () => {
    expect(sides(['a', 'b', 'c'], ['a', 'x', 'c']).changed).toBe(2);
    expect(sides(['a', 'b', 'c'], ['a', 'b', 'c']).changed).toBe(0);
    expect(sides(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'e']).changed).toBe(2);
  });

  it('of texts with nothing in common is one after the other', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `old ${index}`);
    const after = Array.from({ length: 3000 }, (_, index) => `new ${index}`);
    expect(sides(before, after)).toMatchObject({ before, after });
  });
});
