/** The tables of forms keep what makes reading them linear. */
import { describe, expect, it } from 'vitest';
import { LITERAL_FORMS } from '../../../../src/agent/pipeline/secrets/literal-finder.js';
import { KEY_ROW, NAME_ROWS } from '../../../../src/agent/pipeline/secrets/name-table.js';
import { seedsOf } from '../../../../src/agent/pipeline/secrets/seeds.js';
import { TOKEN_FORMS } from '../../../../src/agent/pipeline/secrets/token-forms.js';

/** `a*`, `a+` and `a{3,}`; not in a set. */
const UNBOUNDED = /(?:[*+]|\{\d+,\})(?!\])/g;

/** Unbounded repetitions before the last element of a pattern: what follows them may fail after any length. */
function unboundedInside(pattern: string): readonly string[] {
  const withoutSets = pattern.replace(/\[(?:\\.|[^\]])*\]/g, 'S').replace(/\\./g, 'C');
  return [...withoutSets.matchAll(UNBOUNDED)]
    .filter((match) => !/^(?:\)|=\{0,2\}|\(\?:-S\{16\}\)\?)*$/.test(withoutSets.slice(match.index + match[0].length)))
    .map(() => pattern);
}

describe('a form of a token', () => {
  it('begins with two literal characters, from which it is looked up', () => {
    expect(TOKEN_FORMS.filter(({ start }) => start.length < 2)).toEqual([]);
  });

  it('is unbounded at its end only', () => {
    expect(TOKEN_FORMS.flatMap(({ rest }) => unboundedInside(rest))).toEqual([]);
  });

  it('would be noticed otherwise', () => {
    expect(unboundedInside('eyJ[\\w-]{8,}\\.x')).toHaveLength(1);
    expect(unboundedInside('a+b')).toHaveLength(1);
    expect(unboundedInside('[\\w+/-]{8,}')).toEqual([]);
  });
});

describe('the seeds of the prefilter', () => {
  const patterns = [...NAME_ROWS, KEY_ROW].map(({ stem, seed = stem }) => seed);

  it.each([...patterns, ...LITERAL_FORMS.map(({ literal }) => literal)])('of %s are selective', (pattern) => {
    for (const [, , third, fourth] of seedsOf(pattern)) {
      expect(Math.min(third?.size ?? 128, fourth?.size ?? 128)).toBeLessThan(60);
    }
  });

  it('are the first four characters of each alternative, in either case', () => {
    const text = (pattern: string) =>
      seedsOf(pattern).map((seed) =>
        seed.map((set) => (set.size > 2 ? '?' : String.fromCharCode(Math.max(...set)))).join(''),
      );
    expect(text('pass[^ei]|(?:auth|mfa).code')).toEqual(['pass', 'auth', 'mfa?']);
    expect(text('ab?cd')).toEqual(['a???']);
  });
});
