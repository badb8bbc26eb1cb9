/** Quantities as people write them in budgets: `800ms`, `1.5s`, `24kB`, `2%`. */
import type { Unit } from './metric.js';

/** Suffixes of each unit and what one of them is; the first suits a number without a suffix. */
const SUFFIXES: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  ms: { ms: 1, s: 1000, m: 60_000 },
  bytes: { B: 1, kB: 1000, KB: 1000, KiB: 1024, MB: 1e6, MiB: 1024 ** 2 },
  share: { '%': 0.01 },
  count: {},
};

const QUANTITY = /^(\d+(?:\.\d+)?)\s*([A-Za-z%]*)$/;

/** `undefined` when `text` is no quantity of this unit. A share without a suffix is from 0 to 1. */
export function parseQuantity(text: string, unit: Unit): number | undefined {
  const [, digits, suffix = ''] = QUANTITY.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const factor = suffix === '' ? 1 : Object.hasOwn(SUFFIXES[unit], suffix) ? SUFFIXES[unit][suffix] : undefined;
  const value = factor === undefined ? Number.NaN : Number(digits) * factor;
  // A limit that nothing can reach would be a gate that never closes.
  return Number.isFinite(value) && (unit !== 'count' || Number.isInteger(value)) ? value : undefined;
}

/** What `parseQuantity` accepts, to complete "expected …". */
export const QUANTITY_EXAMPLES: Readonly<Record<Unit, string>> = {
  ms: 'a time such as 800ms or 1.5s',
  bytes: 'a size such as 500B, 24kB or 1MiB',
  share: 'a share such as 2% or 0.02',
  count: 'a whole number',
};

/** How large a value has to be for a unit, the largest first, and by what it is divided. */
const SHOWN: Readonly<Record<Unit, readonly (readonly [from: number, divisor: number, suffix: string])[]>> = {
  ms: [
    [1000, 1000, ' s'],
    [0, 1, ' ms'],
  ],
  bytes: [
    [1e6, 1e6, ' MB'],
    [1000, 1000, ' kB'],
    [0, 1, ' B'],
  ],
  share: [[0, 0.01, ' %']],
  count: [[0, 1, '']],
};

/** Three significant digits, without trailing zeros. */
export function formatQuantity(value: number, unit: Unit, digits = 3): string {
  const [, divisor, suffix] = SHOWN[unit].find(([from]) => value >= from) ?? [0, 1, ''];
  return `${Number((value / divisor).toPrecision(digits))}${suffix}`;
}

/** Two values that differ, with as many digits as it takes to see that. */
export function formatDifferent(one: number, other: number, unit: Unit): readonly [string, string] {
  const digits = [3, 4, 6, 9, 15].find(
    (count) => formatQuantity(one, unit, count) !== formatQuantity(other, unit, count),
  );
  return [formatQuantity(one, unit, digits), formatQuantity(other, unit, digits)];
}
