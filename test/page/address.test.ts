/** Every view's state is in the address. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocation, locationAfter, parseLocation, VIEWS } from '../../src/page/state/address.js';

describe('the address', () => {
  it('holds the view, what it shows and its parameters, and gives them back', () => {
    const parameters = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), {
      noNullPrototype: true,
    });
    const location = fc.record({ view: fc.constantFrom(...VIEWS), id: fc.string(), parameters });
    fc.assert(
      fc.property(location, (given) => {
        expect(parseLocation(formatLocation(given))).toEqual(given);
      }),
    );
  });

  it.each(['', '#', '#/', '#/nowhere', '#/live', 'garbage%'])('reads %j as the live view', (fragment) => {
    expect(parseLocation(fragment)).toMatchObject({ view: 'live', id: '' });
  });

  const here = { view: 'live', id: '', parameters: { filter: 'tool:a', event: 'e1' } } as const;

  it('keeps the other parameters within a view', () => {
    expect(locationAfter(here, { parameters: { event: 'e2' } }).parameters).toEqual({ filter: 'tool:a', event: 'e2' });
  });

  it('takes only the filter along to another view', () => {
    expect(locationAfter(here, { view: 'tools' })).toEqual({ view: 'tools', id: '', parameters: { filter: 'tool:a' } });
  });
});
