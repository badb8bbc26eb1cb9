/** The kinds of values that only OpenTelemetry's variables have. */
import { shownAddress } from '../endpoint.js';
import type { ValueKind } from '../value-kinds.js';
import { parseHeaders, parsePairs } from './pairs.js';

export interface Kind<T> extends Pick<ValueKind<T, unknown>, 'expected' | 'parse'> {
  /** How messages show a value that is not understood; quoted and cut by default. */
  readonly show?: (raw: string) => string;
}

export const TEXT: Kind<string> = { expected: 'text', parse: String };

export const FILE: Kind<string> = { expected: 'the path of a PEM file', parse: String };

/** The specification: `true` in any case is true, everything else false. */
export const BOOLEAN: Kind<boolean> = { expected: 'true or false', parse: (raw) => raw.toLowerCase() === 'true' };

export const LIST: Kind<readonly string[]> = {
  expected: 'words separated by commas',
  parse: (raw) => raw.split(',').map((word) => word.trim().toLowerCase()),
};

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
