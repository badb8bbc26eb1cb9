/** Labels of the charts' time axis, in the reader's own zone. */
import { describe, expect, it } from 'vitest';
import { axisTimes } from '../../src/page/format/time.js';

const at = (day: number, hour: number, minute = 0, second = 0) =>
  new Date(2026, 10, day, hour, minute, second).getTime();

describe('the time axis', () => {
  it('leaves out seconds that say nothing', () => {
    expect(axisTimes([at(26, 9, 55), at(26, 10, 0), at(26, 10, 5)])).toEqual(['09:55', '10:00', '10:05']);
  });

  it('has seconds where they differ', () => {
    expect(axisTimes([at(26, 10, 0, 0), at(26, 10, 0, 30)])).toEqual(['10:00:00', '10:00:30']);
  });

  it('names the day at midnight where there are several', () => {
    expect(axisTimes([at(26, 12), at(27, 0), at(27, 12), at(28, 0)])).toEqual(['12:00', '11-27', '12:00', '11-28']);
  });

  it('says midnight of a single day as a time', () => {
    expect(axisTimes([at(27, 0), at(27, 6)])).toEqual(['00:00', '06:00']);
  });
});
