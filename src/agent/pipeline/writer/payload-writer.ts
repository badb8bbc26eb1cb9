/**
 * The one writer: any value to JSON that is redacted, at most so many bytes, and always parses.
 *
 * How the bound is kept: every open object or array has set aside room to say what was cut and to close, so
 * a value either fits in what is left, or is not written and its parent says so. Only strings are written
 * before they are known to be clean, and taken back when they are not; a cut string shows nothing near the end of
 * what was tested.
 */

import type { KeyInfo, KeyTable } from '../secrets/key-table.js';
import { REDACTED } from '../secrets/keyed-secret.js';
import type { SecretText } from '../secrets/secret-value.js';
import { isSecretText } from '../secrets/sensitive-key.js';
import { standInFor } from './exotic-value.js';
import type { JsonName } from './json-name.js';
import { describeBlob, describeMedia } from './media-value.js';
import { MAX_COUNTED, MAX_DEPTH, MAX_ENTRIES } from './payload-limits.js';
import { FULL, OMITTED, type Outcome, StringWriting, WRITTEN, type WriteOptions } from './string-writing.js';

/** A line of JSON while it is put together. */
export interface JsonLine {
  /** Opens or closes an object. */
  brace(code: typeof OPEN_BRACE | typeof CLOSE_BRACE): void;
  /** What is JSON already, and clean. */
  json(text: string): void;
  /** The name of a property, after a comma unless it is the first. */
  name(name: JsonName, isFirst: boolean): void;
  /** JSON of `value`; `null` where JSON has no value for it. Never changes it, and reads everything in it once. */
  value(value: unknown, options: WriteOptions): void;
  lineBreak(): void;
}

export interface PayloadWriter {
  /** Hands what `compose` puts together to `use`, whose answer it gives; after that call the bytes are others. */
  write<T>(compose: (line: JsonLine) => void, use: (written: Buffer) => T): T;
}

/** A marker in a container, and its closing bracket: `,"[cut]":"kept 1000 of 4294967295 properties"}`. */
const RESERVE = 56;
/** Of that, the last entry may use the marker's. */
const LAST = RESERVE - 1;
const UNREADABLE = '"[unreadable]"';
const CIRCULAR = '"[circular]"';
const REDACTED_JSON = `"${REDACTED}"`;
const LINE_BREAK = 10;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

const hasOwn = Object.prototype.hasOwnProperty;

export function createPayloadWriter(keys: KeyTable, secrets: SecretText): PayloadWriter {
  const usual = new Writing(keys, secrets);
  let isBusy = false;

  return {
    write(compose, use) {
      // A getter or toJSON of the host may make an event while one is being written; so may its stderr, in `use`.
      if (isBusy) return use(new Writing(keys, secrets).write(compose));
      isBusy = true;
      try {
        return use(usual.write(compose));
      } finally {
        isBusy = false;
      }
    },
  };
}

class Writing extends StringWriting implements JsonLine {
  private readonly keys: KeyTable;
  private readonly ancestors: Array<object | undefined> = [];
  /** Stands before the first name of every object: see `KeyTable.after`. */
  private readonly beforeFirst: KeyInfo;
  private depth = 0;

  constructor(keys: KeyTable, secrets: SecretText) {
    super(secrets);
    this.keys = keys;
    this.beforeFirst = keys.start();
  }

  write(compose: (line: JsonLine) => void): Buffer {
    this.end = 0;
    compose(this);
    return this.written();
  }

  brace(code: number): void {
    this.reserve(1);
    this.putCode(code);
  }

  json(text: string): void {
    this.reserve(Buffer.byteLength(text));
    this.putJson(text);
  }

  lineBreak(): void {
    this.reserve(1);
    this.putCode(LINE_BREAK);
  }

  name(name: JsonName, isFirst: boolean): void {
    this.reserve(name.length);
    this.putName(name, isFirst);
  }

  value(value: unknown, options: WriteOptions): void {
    this.open(options);
    this.depth = 0;
    const outcome = this.any(value, '');
    if (outcome !== WRITTEN) this.putAscii(outcome === FULL ? '"[cut]"' : 'null');
  }

  private any(value: unknown, key: string): Outcome {
    // No switch: for the engine that is a call and comparisons of strings.
    if (typeof value === 'string') return this.string(value);
    if (typeof value === 'number') {
      return this.ascii(this.shape ? '"number"' : Number.isFinite(value) ? `${value}` : 'null');
    }
    if (value === null) return this.ascii(this.shape ? '"null"' : 'null');
    if (typeof value === 'object') return this.object(value, key);
    if (typeof value === 'boolean') return this.ascii(this.shape ? '"boolean"' : value ? 'true' : 'false');
    if (typeof value === 'bigint') return this.ascii(this.shape ? '"bigint"' : `"${describeBigInt(value)}"`);
    return OMITTED;
  }

  /** Nothing of the host is kept. */
  private leave(depth: number): void {
    this.ancestors[depth] = undefined;
    this.depth = depth;
  }

  private object(value: object, key: string): Outcome {
    const { depth, left, end } = this;
    try {
      const seen = this.seen(value, depth);
      if (seen !== '') return this.ascii(seen);
      this.ancestors[depth] = value;
      this.depth = depth + 1;
      const outcome = this.readObject(value, key);
      this.leave(depth);
      return outcome;
    } catch {
      // A proxy, a toJSON, or a full stack; a getter's throw costs its property only.
      this.leave(depth);
      this.end = end;
      this.left = Math.min(this.left, left);
      return this.ascii(UNREADABLE);
    }
  }

  private seen(value: object, depth: number): string {
    for (let at = 0; at < depth; at += 1) if (this.ancestors[at] === value) return CIRCULAR;
    return depth < MAX_DEPTH ? '' : describeDeep(value);
  }

  private readObject(value: object, key: string): Outcome {
    if (Array.isArray(value)) return this.array(value, value.length);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      const standIn = standInFor(value);
      if (standIn !== undefined) return this.standIn(standIn.value, standIn.total);
    }
    const toJson: unknown = (value as { readonly toJSON?: unknown }).toJSON;
    if (typeof toJson !== 'function') return this.members(value, undefined);
    const plain: unknown = Reflect.apply(toJson, value, [key]);
    // As JSON.stringify does: the toJSON of what toJSON gave is not asked.
    const standIn = typeof plain === 'object' && plain !== null ? standInFor(plain) : undefined;
    return this.standIn(standIn === undefined ? plain : standIn.value, standIn?.total);
  }

  private standIn(value: unknown, total: number | undefined): Outcome {
    if (typeof value !== 'object' || value === null) return this.any(value, '');
    return Array.isArray(value) ? this.array(value, total ?? value.length) : this.members(value, total);
  }

  private array(items: readonly unknown[], total: number): Outcome {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    this.putCode(OPEN_BRACKET);
    const end = Math.min(items.length, this.shape ? SHAPE_ITEMS : MAX_ENTRIES);
    let at = 0;
    for (; at < end; at += 1) {
      if (at > 0) this.putCode(COMMA);
      if (this.item(readItem(items, at), at === total - 1 ? LAST : 0) !== FULL) continue;
      if (at > 0) this.end -= 1;
      break;
    }
    const mark = at < total ? `${at === 0 ? '' : ','}"[cut: kept ${at} of ${total} items]"` : '';
    return this.closeWith(mark, CLOSE_BRACKET, at);
  }

  /** Takes room for the comma as well. */
  private item(value: unknown, extra: number): Outcome {
    this.left += extra - 1;
    const outcome = this.any(value, '') || this.ascii('null');
    this.left -= outcome === FULL ? extra - 1 : extra;
    return outcome;
  }

  private closeWith(mark: string, bracket: number, entries: number): Outcome {
    this.left += RESERVE - mark.length - bracketBytes(entries);
    this.putAscii(mark);
    this.putCode(bracket);
    return WRITTEN;
  }

  /** Every member is written when the next is known, or that there is none. */
  private members(value: object, total: number | undefined): Outcome {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    this.putCode(OPEN_BRACE);
    const values = value as Readonly<Record<string, unknown>>;
    let kept = 0;
    let count = 0;
    let isFull = false;
    let info = this.beforeFirst;
    let item: unknown;
    for (const key in value) {
      if (!hasOwn.call(value, key)) continue;
      count += 1;
      if (isFull) {
        if (total !== undefined || count > MAX_COUNTED) break;
        continue;
      }
      if (count > 1) {
        const outcome = kept === MAX_ENTRIES ? FULL : this.member(item, value, info, kept === 0, 0);
        isFull = outcome === FULL;
        if (isFull) continue;
        kept += outcome;
      }
      info = this.keys.after(info, key);
      // Spelled out: the engine reads `values[key]` of the loop's own key without a search.
      try {
        item = values[key];
      } catch {
        item = '[unreadable]';
      }
    }
    if (count > 0 && !isFull) {
      const extra = (total ?? 0) > count ? 0 : LAST;
      const outcome = kept === MAX_ENTRIES ? FULL : this.member(item, value, info, kept === 0, extra);
      isFull = outcome === FULL;
      if (!isFull) kept += outcome;
    }
    const mark = isFull || (total ?? 0) > count ? cutMembers(kept, total, count) : '';
    return this.closeWith(mark, CLOSE_BRACE, kept);
  }

  /** A property, when there is room for its name and value; nothing when JSON leaves it out. */
  private member(value: unknown, holder: object, info: KeyInfo, isFirst: boolean, extra: number): Outcome {
    const room = extra - info.json.length;
    if (this.lacks(1 - room)) return FULL;
    this.left += room;
    const { end } = this;
    this.putName(info.json, isFirst);
    const outcome = info.isPlain ? this.any(value, info.name) : this.specialMember(value, holder, info);
    if (outcome === WRITTEN) {
      this.left -= extra;
    } else {
      this.left -= room;
      this.end = end;
    }
    return outcome;
  }

  private specialMember(value: unknown, holder: object, info: KeyInfo): Outcome {
    if (info.sensitivity !== 'plain' && isHidden(value, info)) return this.ascii(REDACTED_JSON);
    const standIn = info.role === 'none' ? undefined : this.roleStandIn(holder, value, info);
    return standIn === undefined ? this.any(value, info.name) : this.longString(standIn);
  }

  private roleStandIn(holder: object, value: unknown, info: KeyInfo): string | undefined {
    if (value === null || !HIDDEN_TYPES.has(typeof value)) return undefined;
    if (info.role === 'data') return describeMedia(value, sibling(holder, 'type'), sibling(holder, 'mimeType'));
    if (info.role === 'blob') return describeBlob(value, sibling(holder, 'uri'), sibling(holder, 'mimeType'));
    // `{name: 'Authorization', value: '…'}`: header and environment lists.
    const name = sibling(holder, 'name') ?? sibling(holder, 'key');
    if (name === ACCESSOR) return REDACTED;
    if (typeof name !== 'string') return undefined;
    const named = this.keys.get(name);
    return named.sensitivity !== 'plain' && isHidden(value, named) ? REDACTED : undefined;
  }
}

const ACCESSOR = Symbol('accessor');

/** Another property of `holder`; one that runs code is read in its turn only. */
function sibling(holder: object, key: string): unknown {
  try {
    const own = Object.getOwnPropertyDescriptor(holder, key);
    if (own === undefined) return readPlainly(holder, key);
    return own.get === undefined ? own.value : ACCESSOR;
  } catch {
    return undefined;
  }
}

/** Every entry pays for a comma; that of the first is the opening bracket. */
function bracketBytes(entries: number): number {
  return entries === 0 ? 2 : 1;
}

function readPlainly(holder: object, key: string): unknown {
  return (holder as Readonly<Record<string, unknown>>)[key];
}

function readItem(items: readonly unknown[], at: number): unknown {
  try {
    return items[at];
  } catch {
    return '[unreadable]';
  }
}

/** Items of an array that `shape` shows. */
const SHAPE_ITEMS = 3;

function isHidden(value: unknown, info: KeyInfo): boolean {
  if (info.sensitivity === 'text') return isSecretText(value);
  return value !== null && HIDDEN_TYPES.has(typeof value);
}

const HIDDEN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'object']);

function cutMembers(kept: number, total: number | undefined, count: number): string {
  const size = total ?? (count > MAX_COUNTED ? `${MAX_COUNTED} or more` : count);
  return `${kept === 0 ? '' : ','}"[cut]":"kept ${kept} of ${size} properties"`;
}

function describeDeep(value: object): string {
  if (Array.isArray(value)) return `"[cut: array of ${value.length} items]"`;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The bytes of a typed array would be counted one by one.
  if (prototype !== Object.prototype && prototype !== null) return '"[cut: object]"';
  let count = 0;
  for (const key in value) {
    if (hasOwn.call(value, key)) count += 1;
    if (count >= MAX_COUNTED) break;
  }
  return `"[cut: object of ${count === MAX_COUNTED ? `${count} or more` : count} properties]"`;
}

const BIGGEST = 2n ** 256n;

/** Decimal digits take quadratic time. */
function describeBigInt(value: bigint): string {
  return value < BIGGEST && value > -BIGGEST ? `${value}` : '[bigint of more than 256 bits]';
}
