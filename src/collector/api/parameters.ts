/** Query parameters of the API, checked. What nobody knows, or says twice, is refused: it would be ignored in silence. */
import { type Filter, isTextField, type Term, type TextField } from '../../analysis/filter/filter.js';
import { parseFilter } from '../../analysis/filter/parse-filter.js';
import type { ErrorCode } from '../http/answer.js';
import type { Position, TotalsPosition } from '../store/source.js';

/** A request that cannot be answered: status 400. */
export class BadRequest extends Error {
  readonly code: ErrorCode;
  readonly place: { readonly start: number; readonly end: number } | undefined;

  constructor(code: ErrorCode, message: string, place?: { readonly start: number; readonly end: number }) {
    super(message);
    this.code = code;
    this.place = place;
  }
}

export class Parameters {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams, known: readonly string[]) {
    for (const name of query.keys()) {
      if (!known.includes(name)) throw new BadRequest('bad_parameter', `there is no parameter ${name.slice(0, 50)}`);
      if (query.getAll(name).length > 1) throw new BadRequest('bad_parameter', `${name}: expected one value`);
    }
    this.#query = query;
  }

  text(name: string): string {
    return this.#query.get(name) ?? '';
  }

  filter(): Filter {
    const parsed = parseFilter(this.text('filter'), Date.now());
    if (parsed.kind === 'filter') return parsed.filter;
    throw new BadRequest('bad_filter', parsed.message, { start: parsed.start, end: parsed.end });
  }

  oneOf<const T extends string>(name: string, words: readonly [T, ...T[]]): T {
    const text = this.text(name);
    const word = text === '' ? words[0] : words.find((one) => one === text);
    if (word === undefined) throw new BadRequest('bad_parameter', `${name}: expected one of ${words.join(', ')}`);
    return word;
  }

  whole(name: string, limits: { readonly min: number; readonly max: number; readonly fallback: number }): number {
    const text = this.text(name);
    const value = text === '' ? limits.fallback : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= limits.min && value <= limits.max) return value;
    throw new BadRequest('bad_parameter', `${name}: expected a whole number from ${limits.min} to ${limits.max}`);
  }

  /** A time, as a term of the filter. */
  bound(name: string, edge: 'since' | 'until'): readonly Term[] {
    const text = this.text(name);
    if (text === '') return [];
    const atMs = Date.parse(text);
    if (Number.isNaN(atMs)) throw new BadRequest('bad_parameter', `${name}: expected an ISO 8601 time`);
    return [{ kind: 'time', edge, atMs }];
  }

  textField(name: string): TextField {
    const text = this.text(name);
    if (isTextField(text)) return text;
    throw new BadRequest('bad_parameter', `${name}: expected a field of the filter, such as tool`);
  }

  required(name: string): string {
    const text = this.#query.get(name);
    if (text === null) throw new BadRequest('bad_parameter', `expected ${name}`);
    return text;
  }

  position(storeId: string): Position | undefined {
    const cursor = readCursor(this.text('cursor'), storeId);
    if (cursor === undefined) return undefined;
    const seq = Number(cursor.id);
    if (!Number.isSafeInteger(seq))
      throw new BadRequest('bad_cursor', 'cursor: expected the next of an earlier answer');
    return { ms: cursor.ms, seq };
  }

  totalsPosition(storeId: string): TotalsPosition | undefined {
    return readCursor(this.text('cursor'), storeId);
  }
}

function readCursor(text: string, storeId: string): TotalsPosition | undefined {
  if (text === '') return undefined;
  const read = Buffer.from(text, 'base64url').toString('utf8');
  const [, store, ms, id] = /^([0-9a-f]{0,32})\.(-?\d{1,16})\.(.*)$/s.exec(read) ?? [];
  if (ms === undefined || id === undefined) {
    throw new BadRequest('bad_cursor', 'cursor: expected the next of an earlier answer');
  }
  if (store !== storeId) throw new BadRequest('bad_cursor', 'cursor: it is of another database, so begin again');
  return { ms: Number(ms), id };
}

/** A place in one store means nothing in another. */
export function cursorOf(position: Position | TotalsPosition | undefined, storeId: string): string | null {
  if (position === undefined) return null;
  const id = 'seq' in position ? String(position.seq) : position.id;
  return Buffer.from(`${storeId}.${position.ms}.${id}`).toString('base64url');
}
