import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/analysis/compare/differences.js';

const items = (before: unknown, after: unknown) => differencesOf(before, after, 10).items;

describe('the differences between two JSON values', () => {
  it.each([
    ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['a changed value', { a: 1 }, { a: 2 }, [{ path: '/a', kind: 'changed', before: 1, after: 2 }]],
    ['what was added', {}, { a: 1 }, [{ path: '/a', kind: 'added', after: 1 }]],
    ['what was removed', [1, 2], [1], [{ path: '/1', kind: 'removed', before: 2 }]],
    ['a list in place of an object', { a: [] }, { a: {} }, [{ path: '/a', kind: 'changed', before: [], after: {} }]],
    ['names with a slash or a tilde', { 'a/b~c': 1 }, {}, [{ path: '/a~1b~0c', kind: 'removed', before: 1 }]],
    ['the whole value', null, 'text', [{ path: '', kind: 'changed', before: null, after: 'text' }]],
  ])('are: %s', (_name, before, after, expected) => {
    expect(items(before, after)).toEqual(expected);
  });

  it('are limited in number', () => {
    const many = Array.from({ length: 1000 }, (_, at) => at);
    expect(differencesOf(many, [], 5)).toMatchObject({ items: { length: 5 }, isCut: true });
  });
});
