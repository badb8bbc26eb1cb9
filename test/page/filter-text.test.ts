/** Terms that are added to the filter by a click. */
import { describe, expect, it } from 'vitest';
import { term, termsOf, withoutTerm, withTerm } from '../../src/page/state/term.js';

describe('a filter term', () => {
  it.each([
    ['tool', 'search', 'tool:search'],
    ['tool', 'my tool', 'tool:"my tool"'],
    ['tool', 'a,b', 'tool:"a,b"'],
    ['tool', '-x', 'tool:"-x"'],
    ['tool', 'get_*', 'tool:"get_*"'],
    ['client', '', 'client:""'],
    ['tool', 'say "hi"\\', 'tool:"say \\"hi\\"\\\\"'],
  ])('%s of %j is %s', (key, value, expected) => {
    expect(term(key, value)).toBe(expected);
  });

  it('is added once, and removed again', () => {
    const text = withTerm('status:error', term('tool', 'my tool'));
    expect(text).toBe('status:error tool:"my tool"');
    expect(withTerm(text, 'tool:"my tool"')).toBe(text);
    expect(termsOf(text)).toEqual(['status:error', 'tool:"my tool"']);
    expect(withoutTerm(text, 'tool:"my tool"')).toBe('status:error');
  });
});
