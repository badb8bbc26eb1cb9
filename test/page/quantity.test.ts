/** Numbers as people read them. */
import { describe, expect, it } from 'vitest';
import { countOf, durationOf, sizeOf, textOf } from '../../src/page/format/quantity.js';

const column = ({ value, unit }: { value: string; unit: string }) => `${value} ${unit}`.trim();

describe('quantities', () => {
  it.each([
    [0, '0 ms'],
    [0.24, '0.2 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_970, '1.0 min'],
    [3_598_000, '1.0 h'],
    [172_800_000, '2 d'],
  ])('%d ms is %s in a column', (ms, text) => expect(column(durationOf(ms))).toBe(text));

  it.each([
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '1.0 MB'],
    [999_600_000, '1.0 GB'],
    [987_654_321_098_765, '988 TB'],
  ])('%d bytes are %s in a column', (bytes, text) => expect(column(sizeOf(bytes))).toBe(text));

  it.each([
    [9999, '9999'],
    [12_345, '12.3 k'],
    [999_960, '1.0 M'],
  ])('%d are %s in a column', (count, text) => expect(column(countOf(count))).toBe(text));

  it('has no zero behind the point in a sentence', () => {
    expect(textOf(durationOf(5000))).toBe('5 s');
    expect(textOf(durationOf(1500))).toBe('1.5 s');
    expect(textOf(countOf(50_000))).toBe('50 k');
    expect(textOf(countOf(10))).toBe('10');
  });
});
