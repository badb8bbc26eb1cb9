/** The tables of forms keep what makes reading them linear. */
import { describe, expect, it } from 'vitest';
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
