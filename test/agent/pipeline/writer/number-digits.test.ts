/** Numbers are written as String() writes them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberInto } from '../../../../src/agent/pipeline/writer/number-digits.js';

const bytes = Buffer.alloc(32);
const written = (value: number) => {
  const end = numberInto(bytes, 3, value);
  return end < 0 ? undefined : bytes.toString('latin1', 3, end);
};

describe('a number as digits', () => {
  it('is what String() makes of it, in every length and with every decimal', () => {
    for (let thousandths = 0; thousandths < 200_000; thousandths += 1) {
      expect(written(thousandths / 1000)).toBe(String(thousandths / 1000));
    }
    const durations = fc.integer({ min: 0, max: 0x7fffffff }).map((thousandths) => thousandths / 1000);
    fc.assert(fc.property(durations, (value) => written(value) === String(value)));
  });

  it('is left to String() when it has more decimals, or is large, negative or none', () => {
    const others = [0.0001, 1.00005, 2_147_483.648, 1e21, Number.MAX_SAFE_INTEGER, -1, -0.5, 1 / 3, 5e-324];
    for (const value of [...others, Number.NaN, Number.POSITIVE_INFINITY]) expect(written(value)).toBeUndefined();
    fc.assert(fc.property(fc.double(), (value) => [undefined, String(value)].includes(written(value))));
  });
});
