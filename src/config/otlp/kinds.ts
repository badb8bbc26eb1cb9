/** The kinds of values that only OpenTelemetry's variables have. */
import { shownAddress } from '../endpoint.js';
import { integer, splitList, type ValueKind } from '../value-kinds.js';
import { parseHeaders, parsePairs } from './pairs.js';

export interface Kind<T> extends Pick<ValueKind<T, unknown>, 'expected' | 'parse'> {
  /** How messages show a value that is not understood; quoted and cut by default. */
  readonly show?: (raw: string) => string;
  /** What becomes of a value that is not understood; by default it is ignored. */
  readonly consequence?: string;
}

export const TEXT: Kind<string> = { expected: 'text', parse: String };

export const FILE: Kind<string> = { expected: 'the path of a PEM file', parse: String };

/** `true` in any case; everything else is false, and must not be silent (configuration/sdk-environment-variables.md). */
export const BOOLEAN: Kind<boolean> = {
  expected: 'true or false',
  parse(raw) {
    const word = raw.toLowerCase();
    return word === 'true' || word === 'false' ? word === 'true' : undefined;
  },
  consequence: 'it counts as false',
};

/** The specification's "no limit"; without any, a connection that has silently gone would be waited for until the exit. */
const NO_LIMIT_MS = 3_600_000;

/** `0` is no limit (configuration/common.md, "Timeout"). */
export const TIMEOUT: Kind<number> = {
  expected: `milliseconds, a whole number from 1 to ${NO_LIMIT_MS}, or 0 for no limit`,
  parse: (raw) => integer(0, NO_LIMIT_MS).parse(raw) || (/^0+$/.test(raw) ? NO_LIMIT_MS : undefined),
};

/** A list of which every word is known, as far as that can be: also words that mean nothing here. */
export function words(known: readonly string[]): Kind<readonly string[]> {
  return {
    expected: `some of ${known.join(', ')}, separated by commas`,
    parse(raw) {
      const list = splitList(raw.toLowerCase());
      return list.length > 0 && list.every((word) => known.includes(word)) ? list : undefined;
    },
  };
}

const PAIR_LIST = 'name=value pairs separated by commas, percent-encoded';
export const PAIRS: Kind<Readonly<Record<string, string>>> = { expected: PAIR_LIST, parse: parsePairs };
export const HEADERS: Kind<Readonly<Record<string, string>>> = {
  expected: PAIR_LIST,
  parse: parseHeaders,
  show: () => 'a value that is not shown',
};

/** Unlike mcpwatch's own endpoint it may have a query. */
export const EXPORTER_ADDRESS: Kind<string> = {
  expected: 'an http:// or https:// address without credentials or fragment',
  show: shownAddress,
  parse(raw) {
    if (!URL.canParse(raw)) return undefined;
    const { protocol, username, password, hash } = new URL(raw);
    const isWeb = protocol === 'http:' || protocol === 'https:';
    return isWeb && username === '' && password === '' && hash === '' ? raw : undefined;
  },
};
