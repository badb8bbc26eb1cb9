/** What the classes of a short text's characters say of it. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type * as CharacterClass from '../../../../src/agent/pipeline/secrets/character-class.js';

const load = async (): Promise<typeof CharacterClass> => {
  vi.resetModules();
  return await import('../../../../src/agent/pipeline/secrets/character-class.js');
};

describe('the notations that are possible in a text', () => {
  it('do not depend on the texts before', async () => {
    const [one, other] = [await load(), await load()];
    const unit = fc.constantFrom(...'aAbBgGJ019:/-_@$.~ =%"\\é', 'a', '1');
    const texts = fc.sample(fc.string({ unit, maxLength: 64 }), 20_000);
    const notationsOf = ({ notationsIn, classesOf }: typeof CharacterClass, text: string) =>
      notationsIn(classesOf(text).seen, text.length);
    const forwards = texts.map((text) => notationsOf(one, text));
    const backwards = texts.toReversed().map((text) => notationsOf(other, text));
    expect(backwards.toReversed()).toEqual(forwards);
  });
});
