/** Strings as JSON by WebAssembly are what JSON.stringify makes of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorQuoting } from '../../../../src/agent/pipeline/writer/vector-quoting.js';

const quoting = createVectorQuoting();
const quote = (text: string, room = 60_000) => {
  const json = quoting?.quote(text, room);
  return json === undefined ? undefined : Buffer.from(json).toString();
};
const inside = (text: string) => JSON.stringify(text).slice(1, -1);

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.constantFrom('"', '\\', '\n', '\t', '\b', '\f', '\r', '\0', '\x1f', '\x7f', '\x80', 'é', 'ÿ', 'Ā', '“', '\u2028'),
  fc.constantFrom('😀', '\ud800', '\udfff', '\udc00\ud800', '\ud83d', '\ufffe', '\uffff', 'x'.repeat(31)),
);
const texts = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('a string in WebAssembly', () => {
  it('is the JSON that JSON.stringify makes', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(quote(text)).toBe(inside(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['a', 'é', '“', '\n', '\0', '😀'])('made of %j has any length', (char) => {
    for (let length = 0; length < 70; length += 1) {
      const text = char.repeat(length);
      expect(quote(text)).toBe(inside(text));
    }
  });

  it('is not made when it has more bytes than there is room for', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 400 }), (text, room) => {
        const json = inside(text);
        expect(quote(text, room)).toBe(Buffer.byteLength(json) > room ? undefined : json);
      }),
      { numRuns: 3000 },
    );
  });

  it('is not made when its text or its JSON is too long for the memory', () => {
    for (const char of ['a', 'é', '“', '\0']) expect(quote(char.repeat(140_000), 1_000_000)).toBeUndefined();
    expect(quote('\0'.repeat(24_000), 1_000_000)).toBeUndefined();
    expect(quote('“'.repeat(20_000), 1_000_000)).toBe('“'.repeat(20_000));
  });
});
