/** The kinds of values that settings have: how each is read from text, and how it may be written in code. */
import { isAbsolute } from 'node:path';
import { withoutTrailingSlashes } from './endpoint.js';
import { parseSwitch } from './switch-word.js';

export interface ValueKind<Value, Option> {
  /** Completes "expected …". */
  readonly expected: string;
  /** `undefined` for text that it does not understand. */
  readonly parse: (raw: string) => Value | undefined;
  /** Never set: carries the type of the value in `SettingOptions`. */
  readonly option?: Option;
}

export type List = string | readonly string[];

export const SWITCH: ValueKind<boolean, boolean> = { expected: 'on or off (1 or 0)', parse: parseSwitch };

export const RATE: ValueKind<number, number> = {
  expected: 'a number from 0 to 1',
  parse(raw) {
    const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(raw) ? Number(raw) : Number.NaN;
    return value >= 0 && value <= 1 ? value : undefined;
  },
};

/** Printable ASCII: what an HTTP header can carry. */
export const KEY: ValueKind<string, string> = {
  expected: 'printable characters without spaces',
  parse: (raw) => (/^[\x21-\x7e]+$/.test(raw) ? raw : undefined),
};

export const LABEL: ValueKind<string, string> = {
  expected: '1 to 100 printable characters without spaces',
  parse: (raw) => (/^[\x21-\x7e]{1,100}$/.test(raw) ? raw : undefined),
};

export const ADDRESS: ValueKind<string, string> = {
  expected: 'an http:// or https:// address without query, fragment or credentials',
  parse(raw) {
    if (!URL.canParse(raw)) return undefined;
    const url = new URL(raw);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    const hasExtras = url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '';
    return isWeb && !hasExtras ? withoutTrailingSlashes(url.href) : undefined;
  },
};

export const FOLDER: ValueKind<string, string> = {
  expected: 'an absolute path',
  parse: (raw) => (isAbsolute(raw) ? raw : undefined),
};

/** A whole number; `unit` leads the description, as in "milliseconds, a whole number from 10 to 100". */
export function integer(min: number, max: number, unit?: string): ValueKind<number, number> {
  const range = `a whole number from ${min} to ${max}`;
  return {
    expected: unit === undefined ? range : `${unit}, ${range}`,
    parse(raw) {
      const value = /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export function oneOf<Word extends string>(words: readonly Word[]): ValueKind<Word, Word> {
  return {
    expected: words.join(', '),
    parse: (raw) => words.find((word) => word === raw.toLowerCase()),
  };
}

/** The items of a list, which commas separate. */
export function splitList(raw: string): string[] {
  return raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
