import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newEventId } from '../src/agent/capture/ids.js';
import { hexWord } from '../src/hex.js';

it('a word in hexadecimal digits is what toString makes of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
      expect(hexWord(value)).toBe(value.toString(16).padStart(8, '0'));
    }),
  );
});

it('an event id begins with its time, and has one for every millisecond of the next centuries', () => {
  for (const ms of [1_700_000_000_000, 4_294_967_296_000, 2 ** 45 + 12_345]) {
    expect(newEventId(ms)).toMatch(new RegExp(`^${ms.toString(16).padStart(12, '0')}-[0-9a-f]{16}-[0-9a-f]{6}$`));
  }
});
