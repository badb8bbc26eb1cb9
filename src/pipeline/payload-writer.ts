/**
 * The one writer: any value to JSON that is redacted, at most so many bytes, and always parses.
 *
 * How the bound is kept: every open object or array has set aside room to say what was cut and to close, so
 * a value either fits in what is left, or is not written and its parent says so. Nothing is written and taken
 * back. Strings are tested for secrets before they are cut, and a cut string shows nothing near the end of
 * what was tested.
 */
import { standInFor } from './exotic-value.js';
import type { KeyInfo, KeyTable } from './key-table.js';
import { REDACTED } from './keyed-secret.js';
import { MAX_COUNTED, MAX_DEPTH, MAX_ENTRIES } from './limits.js';
import { describeBlob, describeMedia } from './media-value.js';
import type { SecretText } from './secret-value.js';
import { isSecretText } from './sensitive-key.js';
import { FULL, StringWriting, type WriteOptions } from './string-writing.js';

export interface PayloadWriter {
  /** JSON of `value`; `null` where JSON has no value for it. Never changes it, and reads everything in it once. */
  write(value: unknown, options: WriteOptions): string;
}

/** A marker in a container, and its closing bracket: `,"[cut]":"kept 1000 of 4294967295 properties"}`. */
const RESERVE = 56;
/** Of that, the last entry may use the marker's. */
const LAST = RESERVE - 1;
const UNREADABLE = '"[unreadable]"';
const CIRCULAR = '"[circular]"';
const REDACTED_JSON = `"${REDACTED}"`;

const hasOwn = Object.prototype.hasOwnProperty;

export function createPayloadWriter(keys: KeyTable, secrets: SecretText): PayloadWriter {
  const usual = new Writing(keys, secrets);
  let isBusy = false;

  function write(value: unknown, options: WriteOptions): string {
    // A getter or toJSON of the host may make an event while one is being written.
    if (isBusy) return new Writing(keys, secrets).start(value, options);
    isBusy = true;
    try {
      return usual.start(value, options);
    } finally {
      usual.close();
      isBusy = false;
    }
  }

  return { write };
}

class Writing extends StringWriting {
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

  start(value: unknown, options: WriteOptions): string {
    this.open(options);
    this.depth = 0;
    const text = this.value(value, '');
    if (text === FULL) return '"[cut]"';
    return text === '' ? 'null' : text;
  }

  private value(value: unknown, key: string): string {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return this.ascii(this.shape ? '"number"' : Number.isFinite(value) ? `${value}` : 'null');
      case 'boolean':
        return this.ascii(this.shape ? '"boolean"' : value ? 'true' : 'false');
      case 'bigint':
        return this.ascii(this.shape ? '"bigint"' : `"${describeBigInt(value)}"`);
      case 'object':
        return value === null ? this.ascii(this.shape ? '"null"' : 'null') : this.object(value, key);
      default:
        return '';
    }
  }

  /** Nothing of the host is kept. */
  private leave(depth: number): void {
    this.ancestors[depth] = undefined;
    this.depth = depth;
  }

  private object(value: object, key: string): string {
    const { depth, left } = this;
    try {
      const seen = this.seen(value, depth);
      if (seen !== '') return this.ascii(seen);
      this.ancestors[depth] = value;
      this.depth = depth + 1;
      const text = this.readObject(value, key);
      this.leave(depth);
      return text;
    } catch {
      // A proxy, a toJSON, or a full stack; a getter's throw costs its property only.
      this.leave(depth);
      this.left = Math.min(this.left, left);
      return this.ascii(UNREADABLE);
    }
  }

  private seen(value: object, depth: number): string {
    for (let at = 0; at < depth; at += 1) if (this.ancestors[at] === value) return CIRCULAR;
    return depth < MAX_DEPTH ? '' : describeDeep(value);
  }

  private readObject(value: object, key: string): string {
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

  private standIn(value: unknown, total: number | undefined): string {
    if (typeof value !== 'object' || value === null) return this.value(value, '');
    return Array.isArray(value) ? this.array(value, total ?? value.length) : this.members(value, total);
  }

  private array(items: readonly unknown[], total: number): string {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    const end = Math.min(items.length, this.shape ? SHAPE_ITEMS : MAX_ENTRIES);
    let out = '[';
    let at = 0;
    for (; at < end; at += 1) {
      const item = this.item(readItem(items, at), at === total - 1 ? LAST : 0);
      if (item === FULL) break;
      out += at === 0 ? item : `,${item}`;
    }
    const mark = at < total ? `${at === 0 ? '' : ','}"[cut: kept ${at} of ${total} items]"` : '';
    this.left += RESERVE - mark.length - bracketBytes(at);
    return `${out}${mark}]`;
  }

  /** Takes room for the comma as well. */
  private item(value: unknown, extra: number): string {
    this.left += extra - 1;
    // 'null' for what JSON leaves out.
    const text = this.value(value, '') || this.ascii('null');
    this.left -= text === FULL ? extra - 1 : extra;
    return text;
  }

  /** Every member is written when the next is known, or that there is none. */
  private members(value: object, total: number | undefined): string {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    const values = value as Readonly<Record<string, unknown>>;
    let out = '{';
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
        const text = kept === MAX_ENTRIES ? FULL : this.member(item, value, info, 0);
        isFull = text === FULL;
        if (isFull) continue;
        if (text !== '') out += (kept++ === 0 ? info.json : info.commaJson) + text;
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
      const text = kept === MAX_ENTRIES ? FULL : this.member(item, value, info, (total ?? 0) > count ? 0 : LAST);
      isFull = text === FULL;
      if (!isFull && text !== '') out += (kept++ === 0 ? info.json : info.commaJson) + text;
    }
    const mark = isFull || (total ?? 0) > count ? cutMembers(kept, total, count) : '';
    this.left += RESERVE - mark.length - bracketBytes(kept);
    return `${out}${mark}}`;
  }

  /** The value of a property, with room taken for its name; `''` when JSON leaves it out. */
  private member(value: unknown, holder: object, info: KeyInfo, extra: number): string {
    const room = extra - info.bytes;
    if (this.lacks(1 - room)) return FULL;
    this.left += room;
    const text = info.isPlain ? this.value(value, info.name) : this.specialMember(value, holder, info);
    this.left -= text === '' || text === FULL ? room : extra;
    return text;
  }

  private specialMember(value: unknown, holder: object, info: KeyInfo): string {
    if (info.sensitivity !== 'plain' && isHidden(value, info)) return this.ascii(REDACTED_JSON);
    const standIn = info.role === 'none' ? undefined : this.roleStandIn(holder, value, info);
    return standIn === undefined ? this.value(value, info.name) : this.longString(standIn);
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
