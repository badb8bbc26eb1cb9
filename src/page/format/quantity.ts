/** Numbers as people read them: three significant digits at most, the unit apart so that it can be shown fainter. */

export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** Steps of a unit, the largest first, from where they read `1.0`; the last one takes what is smaller still. */
interface Step {
  readonly from: number;
  readonly divideBy: number;
  readonly unit: string;
}

const TIMES: readonly Step[] = [
  { from: 172_800_000, divideBy: 86_400_000, unit: 'd' },
  { from: 3_597_000, divideBy: 3_600_000, unit: 'h' },
  { from: 59_950, divideBy: 60_000, unit: 'min' },
  { from: 999.5, divideBy: 1000, unit: 's' },
  { from: 0, divideBy: 1, unit: 'ms' },
];

const SIZES: readonly Step[] = [
  { from: 999.5e9, divideBy: 1e12, unit: 'TB' },
  { from: 999.5e6, divideBy: 1e9, unit: 'GB' },
  { from: 999.5e3, divideBy: 1e6, unit: 'MB' },
  { from: 1e3, divideBy: 1e3, unit: 'kB' },
  { from: 0, divideBy: 1, unit: 'B' },
];

const COUNTS: readonly Step[] = [
  { from: 999.5e3, divideBy: 1e6, unit: 'M' },
  { from: 1e4, divideBy: 1e3, unit: 'k' },
  { from: 0, divideBy: 1, unit: '' },
];

function inSteps(amount: number, steps: readonly Step[], isWhole: boolean): Quantity {
  const step = steps.find(({ from }) => amount >= from) ?? { divideBy: 1, unit: '' };
  const scaled = amount / step.divideBy;
  const digits = (isWhole && step.divideBy === 1) || scaled >= 100 || scaled === 0 || step.unit === 'd' ? 0 : 1;
  return { value: scaled.toFixed(digits), unit: step.unit };
}

export const durationOf = (ms: number): Quantity => inSteps(Math.max(0, ms), TIMES, false);
export const sizeOf = (bytes: number): Quantity => inSteps(Math.max(0, bytes), SIZES, true);
export const countOf = (count: number): Quantity => inSteps(Math.max(0, count), COUNTS, true);

export const shareOf = (share: number): Quantity => {
  const percent = share * 100;
  return { value: percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0), unit: '%' };
};

/** In a sentence: `5 s` and not `5.0 s`, which a column of numbers has. */
export const textOf = ({ value, unit }: Quantity): string =>
  [value.replace(/\.0$/, ''), unit].filter((part) => part !== '').join(' ');

/** `1 call`, `2 calls`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
