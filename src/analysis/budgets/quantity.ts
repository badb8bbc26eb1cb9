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
  const factor = suffix === '' ? 1 : SUFFIXES[unit][suffix];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** What `parseQuantity` accepts, to complete "expected …". */
export const QUANTITY_EXAMPLES: Readonly<Record<Unit, string>> = {
  ms: 'a time such as 800ms or 1.5s',
  bytes: 'a size such as 500B, 24kB or 1MiB',
  share: 'a share such as 2% or 0.02',
  count: 'a whole number',
};

const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  ms: (value) => (value < 1000 ? `${round(value)} ms` : `${round(value / 1000)} s`),
  bytes: (value) =>
    value < 1000 ? `${round(value)} B` : value < 1e6 ? `${round(value / 1000)} kB` : `${round(value / 1e6)} MB`,
  share: (value) => `${round(value * 100)} %`,
  count: (value) => String(round(value)),
};

export const formatQuantity = (value: number, unit: Unit): string => FORMATS[unit](value);

/** Three significant digits, without trailing zeros. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
