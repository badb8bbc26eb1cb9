/** Durations, sizes and times as a filter writes them. */
import type { NumberField, NumberRange } from './filter.js';

const DURATION_UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZE_UNITS: Readonly<Record<string, number>> = { b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };
const AGE_UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a number without a unit means. */
const DEFAULT_UNIT: Readonly<Record<NumberField, string>> = { dur: 'ms', wait: 'ms', bytes: 'b' };
const UNITS: Readonly<Record<NumberField, Readonly<Record<string, number>>>> = {
  dur: DURATION_UNITS,
  wait: DURATION_UNITS,
  bytes: SIZE_UNITS,
};

const COMPARISON = /^(>=|<=|>|<|=|)(.+)$/;

/** `>500ms`, `500ms..2s`, `12`; `undefined` for anything else. */
export function parseRange(field: NumberField, text: string): NumberRange | undefined {
  const [from = '', to, ...more] = text.split('..');
  if (to !== undefined) {
    const ends = [from, to].map((end) => parseQuantity(UNITS[field], DEFAULT_UNIT[field], end));
    const [low, high] = ends;
    if (low === undefined || high === undefined || more.length > 0) return undefined;
    return { from: low, to: high, excludesFrom: false, excludesTo: false };
  }
  const [, sign = '', number = ''] = COMPARISON.exec(text) ?? [];
  const value = parseQuantity(UNITS[field], DEFAULT_UNIT[field], number);
  return value === undefined ? undefined : rangeOf(sign, value);
}

function rangeOf(sign: string, value: number): NumberRange {
  const isLower = sign.startsWith('>');
  const isUpper = sign.startsWith('<');
  return {
    from: isUpper ? Number.NEGATIVE_INFINITY : value,
    to: isLower ? Number.POSITIVE_INFINITY : value,
    excludesFrom: sign === '>',
    excludesTo: sign === '<',
  };
}

function parseQuantity(units: Readonly<Record<string, number>>, defaultUnit: string, text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?|\.\d+)([a-z]*)$/i.exec(text.trim()) ?? [];
  const name = (unit === '' ? defaultUnit : unit).toLowerCase();
  const factor = Object.hasOwn(units, name) ? units[name] : undefined;
  return number === '' || factor === undefined ? undefined : Number(number) * factor;
}

/** An age, counted back from `nowMs`, or an ISO time; in milliseconds since 1970. */
export function parseTime(text: string, nowMs: number): number | undefined {
  const ageMs = /^\d/.test(text) && !text.includes('-') ? parseQuantity(AGE_UNITS, '', text) : undefined;
  if (ageMs !== undefined) return nowMs - ageMs;
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
