import { describe, expect, it } from 'vitest';
import { type Catalogue, type CatalogueSeen, withReply } from '../../../src/analysis/rows/catalogue.js';

const entry = (name: string, text = `{"name":"${name}"}`) => ({
  name,
  bytes: text.length,
  description_bytes: 0,
  schema_bytes: 0,
  text,
});

let clock = 1000;
/** A reply; `page`: its cursor, where it is one of several. */
function reply(names: string, page?: string): CatalogueSeen {
  clock += 10;
  const entries = [...names].map((name) => entry(name));
  const part = page === undefined ? { isPartial: false } : { isPartial: true, page };
  return { server_name: 's', kind: 'tools', at_ms: clock, entries, isDefined: true, ...part };
}

function seenIn(...replies: readonly CatalogueSeen[]): Catalogue {
  let catalogue: Catalogue | undefined;
  for (const seen of replies) catalogue = withReply(catalogue, seen);
  if (catalogue === undefined) throw new Error('no replies');
  return catalogue;
}

const namesOf = ({ entries }: Catalogue) =>
  entries
    .map(({ name }) => name)
    .sort()
    .join('');
const changesOf = ({ changes }: Catalogue) => changes.map(({ name, to }) => `${name} ${to === null ? 'gone' : 'new'}`);

const PAGES = [reply('abc', ''), reply('def', '3'), reply('gh', '6')] as const;

describe('a catalogue of several pages', () => {
  it('has the entries of all', () => {
    const catalogue = seenIn(...PAGES);

    expect(namesOf(catalogue)).toBe('abcdefgh');
    expect(catalogue.changes).toEqual([]);
  });

  it('loses an entry that its page no longer has', () => {
    const catalogue = seenIn(...PAGES, reply('g', '6'));

    expect(namesOf(catalogue)).toBe('abcdefg');
    expect(changesOf(catalogue)).toEqual(['h gone']);
  });

  it('loses one from whose page all later entries have moved up', () => {
    const catalogue = seenIn(...PAGES, reply('acd', ''), reply('efg', '3'), reply('h', '6'));

    expect(namesOf(catalogue)).toBe('acdefgh');
    expect(changesOf(catalogue)).toEqual(['b gone']);
  });

  it('loses none that have moved on, because another was put before them', () => {
    const catalogue = seenIn(...PAGES, reply('axb', ''), reply('cde', '3'), reply('fgh', '6'));

    expect(namesOf(catalogue)).toBe('abcdefghx');
    expect(catalogue.changes).toEqual([]);
  });

  it('keeps what it has where the page is not known', () => {
    expect(namesOf(seenIn(...PAGES, { ...reply('g'), isPartial: true }))).toBe('abcdefgh');
  });

  it('is one without pages again', () => {
    expect(namesOf(seenIn(...PAGES, reply('ab')))).toBe('ab');
  });
});
