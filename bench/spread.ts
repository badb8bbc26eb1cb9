/** What a few runs say together: the median with its quartiles, or that the machine was too noisy to tell. */

export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Units of figures, and the difference between quartiles that never counts as noise. */
const FLOORS = { '%': 5, '×': 0.1, ms: 5, MB: 5, µs: 5 };

export type Unit = keyof typeof FLOORS;

/** The criterion in words, for whoever reads the figures. */
export const NOISE =
  'A figure is the median of the runs with its quartiles in brackets. It is “noisy”, and not printed, when the quartiles ' +
  'are further apart than a third of the figure and than ' +
  `${Object.entries(FLOORS)
    .map(([unit, floor]) => `${floor} ${unit}`)
    .join(', ')}.`;

/** Between two values the share decides how near to each. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function spreadOf(samples: readonly number[]): Spread {
  return { low: quantileOf(samples, 0.25), median: quantileOf(samples, 0.5), high: quantileOf(samples, 0.75) };
}

export function isNoisy({ low, median, high }: Spread, unit: Unit): boolean {
  return !(high - low <= Math.max(FLOORS[unit], Math.abs(median) / 3));
}

const DIGITS: Readonly<Record<Unit, number>> = { '%': 0, '×': 2, ms: 1, MB: 0, µs: 0 };

export const plain = (value: number, unit: Unit): string => `${value.toFixed(DIGITS[unit])} ${unit}`;

export function printed(samples: readonly number[], unit: Unit): string {
  const spread = spreadOf(samples);
  if (isNoisy(spread, unit)) return 'noisy';
  const [low, median, high] = [spread.low, spread.median, spread.high].map((value) => value.toFixed(DIGITS[unit]));
  return `${median} ${unit} (${low}–${high})`;
}
